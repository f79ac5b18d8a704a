import {
  bytes,
  caseless,
  createTable,
  key,
  keyPartOf,
  oneOf,
  notNull,
  notNullAndUnique,
} from '#database';
import { sql, type Kysely } from 'kysely';

/** Makes the tables of lobby screens, cameras, readers and the Envoy locations that the screens serve. */
export async function createKioskTables(db: Kysely<unknown>): Promise<void> {
  await createKiosks(db);
  await createKioskRooms(db);
  await createEnvoyInstalls(db);
  await createPlaceNames(db);
}

async function createKiosks(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'kiosks')
    .addColumn('id', 'text', key)
    .addColumn('name', 'text', caseless)
    .addColumn('token_hash', 'text', notNullAndUnique)
    .addColumn('reader_token_hash', 'text')
    .addColumn('location_id', 'text')
    .addColumn('device_id', 'text')
    .addColumn('cameras', 'text')
    .addColumn('cameras_seen', 'text')
    .addColumn('created_at', 'text', notNull)
    .addColumn('last_seen_at', 'text')
    .addColumn('reader_seen_at', 'text')
    .addColumn('revoked_at', 'text')
    .execute();
  const only = db.schema.createIndex('kiosks_in_use_by_name').on('kiosks');
  await only.column('name').unique().where(sql.ref('revoked_at'), 'is', null).execute();
  await createTable(db, 'pairing_codes')
    .addColumn('code_hash', 'text', key)
    .addColumn('kiosk_name', 'text', caseless)
    .addColumn('reader_of', 'text')
    .addColumn('location_id', 'text')
    .addColumn('device_id', 'text')
    .addColumn('expires_at', 'text', notNull)
    .addColumn('failed_tries', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
}

/** Makes the table of rooms: what a lobby camera sees around people. */
async function createKioskRooms(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'kiosk_rooms')
    .addColumn('kiosk_id', 'text', keyPartOf('kiosks.id'))
    .addColumn('room_id', 'text', notNull)
    .addColumn('camera', 'text')
    .addColumn('learned_at', 'text', notNull)
    .addColumn('room', bytes, notNull)
    .addColumn('other_id', 'text')
    .addColumn('other_room', bytes)
    .addColumn('other_captures', 'integer', notNull)
    .addColumn('revision', 'integer', notNull)
    .execute();
}

async function createEnvoyInstalls(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'envoy_installs')
    .addColumn('install_id', 'text', key)
    .addColumn('location_id', 'text')
    .addColumn('location_name', 'text')
    .addColumn('location_code', 'text')
    .addColumn('contact', 'text')
    .addColumn('purpose_state', 'text', oneOf('purpose_state', 'pending', 'registered', 'refused'))
    .addColumn('purpose_attempts', 'integer', notNull)
    .addColumn('purpose_fault', 'text')
    .addColumn('purpose_tried_at', 'text')
    .addColumn('purpose_due_at', 'text', notNull)
    .addColumn('installed_at', 'text', notNull)
    .addColumn('updated_at', 'text', notNull)
    .execute();
}

/** Makes the table of place names: Envoy's latest, or the desk's for places that Envoy only gives by number. */
async function createPlaceNames(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'place_names')
    .addColumn('location_id', 'text', key)
    .addColumn('name', 'text', notNull)
    .addColumn('is_told', 'integer', oneOf('is_told', 0, 1))
    .execute();
}
