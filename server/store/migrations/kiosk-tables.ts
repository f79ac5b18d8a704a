import type { Kysely } from 'kysely';
import { bytes, createTable, keyPartOf, required } from '../first-schema/columns.ts';

// What the lobby screens got after the first schema.

/** Which cameras a lobby screen has. Those of screens that were paired before are recorded when they are used. */
export async function createPairedCameras(db: Kysely<unknown>): Promise<void> {
  for (const column of ['cameras', 'cameras_seen']) {
    await db.schema.alterTable('kiosks').addColumn(column, 'text').execute();
  }
}

/** What a lobby camera sees around people, and two numbers of each sign-in beside the score. */
export async function createKioskRooms(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'kiosk_rooms')
    .addColumn('kiosk_id', 'text', keyPartOf('kiosks.id'))
    .addColumn('room_id', 'text', required)
    .addColumn('camera', 'text')
    .addColumn('learned_at', 'text', required)
    .addColumn('room', bytes, required)
    .addColumn('other_id', 'text')
    .addColumn('other_room', bytes)
    .addColumn('other_captures', 'integer', required)
    .addColumn('revision', 'integer', required)
    .execute();
  for (const column of ['room_agreement', 'light_agreement']) {
    await db.schema.alterTable('sign_ins').addColumn(column, 'real').execute();
  }
}

/** A document reader pairs beside a kiosk, by a code of its own. */
export async function createDocumentReaders(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('kiosks').addColumn('reader_token_hash', 'text').execute();
  await db.schema.alterTable('pairing_codes').addColumn('reader_of', 'text').execute();
}

/** When the document reader beside a kiosk was last there. */
export async function noteReaders(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('kiosks').addColumn('reader_seen_at', 'text').execute();
}
