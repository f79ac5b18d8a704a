import type { Kysely } from 'kysely';

/** A document reader pairs beside a kiosk, by a code of its own. */
export async function createDocumentReaders(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('kiosks').addColumn('reader_token_hash', 'text').execute();
  await db.schema.alterTable('pairing_codes').addColumn('reader_of', 'text').execute();
}
