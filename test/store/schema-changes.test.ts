import { createHash } from 'node:crypto';
import path from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import { migrations } from '../../server/store/migrations.ts';
import { openStore } from '../../server/store/store.ts';

/**
 * Every table, index and trigger after each migration. Two builds whose migrations have the same names and make
 * different tables would take each other's databases for their own.
 */
const fingerprints: Readonly<Record<string, string>> = {
  '001-schema': '6b2491b2d9e71b6770116503d2d5fd1eebb321c7ce5d24766c6c4de259c88f80',
  '002-approval-marks': '434c0ebcdf20a76227fd7eb482d5d6199d3ddd8cb7c92d56633180e952780565',
  '003-signs-of-life': '1ff80b3cfc5da3db13e572d1845c64f4391f64e38fb272285df3a4e2738a1dcc',
  '004-record-indexes': '674dc17955a77e7670ad821eb61fb343a525ba69d18c5a558a6281952e2c6a24',
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
