import { createHash } from 'node:crypto';
import path from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import { migrations } from '#server/store/migrations.ts';
import { openStore } from '#server/store/store.ts';

/**
 * Every table, index and trigger after each migration. Two builds whose migrations have the same names and make
 * different tables would take each other's databases for their own.
 */
const fingerprints: Readonly<Record<string, string>> = {
  '001-schema': '6b2491b2d9e71b6770116503d2d5fd1eebb321c7ce5d24766c6c4de259c88f80',
  '002-two-cameras': 'c0499018689a7e897ccc7c33b21863b42d6021360329d1e0350837de445c7e03',
  '005-record-indexes': '787ed0966b41c9d9636a67c08fa68d5f6baa3e4062c76e1489b72fa4f6514a21',
  '006-issuer-files': '797eb13c0e90edcef47acf049dc829c019a8f34d842abae3b4a5067d3852eeb1',
};

t.test('a migration with a known name makes the tables that it always made', async (t) => {
  const databaseFile = path.join(t.testdir(), 'vestibule.sqlite');
  const store = await openStore({ databaseFile });
  await store.close();
  const database = new Database(databaseFile, { readonly: true });
  t.teardown(() => database.close());
  const statements = database
    .prepare('select sql from sqlite_master where sql is not null order by name, sql')
    .pluck()
    .all();
  const fingerprint = createHash('sha256').update(JSON.stringify(statements)).digest('hex');
  const last = Object.keys(migrations).sort().at(-1)!;
  t.equal(
    fingerprint,
    fingerprints[last],
    `the tables have changed: before a release, rename the migration ${last}, and add its former name to ` +
      'developmentSchemas; after a release, add a migration; then write the new fingerprint here',
  );
});
