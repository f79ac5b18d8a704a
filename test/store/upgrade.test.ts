import { existsSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import Database from 'better-sqlite3';
import { migrations } from '#server/store/migrations.ts';
import { migrationsIn, upgradeCopies } from '#database';
import { rehearseUpgrade } from '#server/installation/upgrade/database.ts';
import { sealRecord } from '#server/audit/sealing.ts';
import { verifyRecord } from '#server/audit/verify.ts';
import { loadConfig } from '#server/config/config.ts';
import { readKeyFile } from '#server/keys/keyring.ts';
import { sealPeople } from '#server/keys/person-seal.ts';
import { inspectDatabase } from '#server/store/inspect.ts';
import { openStore } from '#server/store/store.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { insertEnrolled } from '../people/enrolled.ts';
import { runCommand } from '../support/command.ts';

/** What the older program of these tests has. */
const released = Object.keys(migrations).sort();

/** An installation of this program in a folder of the test, before one more migration. */
async function installation(t: Test) {
  const folder = t.testdir({ data: {} });
  const config = loadConfig({ VESTIBULE_DATA_DIR: path.join(folder, 'data') });
  const { databaseFile, templateKeyFile } = config;
  const store = await openStore({ databaseFile });
  const cipher = await openTemplateCipher(store.db, templateKeyFile);
  await insertEnrolled(store.db, cipher, { id: 'ada', name: 'Ada Example' });
  await sealPeople(store.db, (await readKeyFile(templateKeyFile))!, ['ada']);
  await sealRecord({ ...config, db: store.db });
  await store.close();
  return { folder, config };
}

/** Adds one more migration to this program until the end of the test. */
function withAnother(t: Test, up: (typeof migrations)[string]['up']): void {
  migrations['999-throw-away'] = { up };
  t.teardown(() => delete migrations['999-throw-away']);
}

function addTable(t: Test): void {
  withAnother(t, async (db) => {
    await db.schema.createTable('throw_away').addColumn('id', 'integer').execute();
  });
}

/** Every row of every table. */
function contents(file: string): Record<string, unknown[]> {
  const database = new Database(file, { readonly: true });
  const tables = database
    .prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite%'")
    .pluck()
    .all() as string[];
  const rows = tables.map((name) => [name, database.prepare(`select * from "${name}"`).all()]);
  database.close();
  return Object.fromEntries(rows) as Record<string, unknown[]>;
}

t.test('an older database is copied and brought up to date, with all that is in it', async (t) => {
  const { config } = await installation(t);
  const { databaseFile } = config;
  const before = contents(databaseFile);
  addTable(t);
  const store = await openStore({ databaseFile });
  const people = await store.db.selectFrom('people').select(['id', 'name']).execute();
  t.match(people, [{ name: 'Ada Example' }]);
  t.same((await verifyRecord({ ...config, db: store.db })).faults, []);
  await store.close();
  t.same(migrationsIn(databaseFile), Object.keys(migrations).sort());
  const [backup, ...more] = upgradeCopies(databaseFile);
  t.same(more, []);
  t.same(contents(backup!), before, 'the copy from before has every row');
  t.same(migrationsIn(backup!), released);
});

t.test('an upgrade that fails leaves the database as it was', async (t) => {
  const { config } = await installation(t);
  withAnother(t, async (db) => {
    await db.schema.createTable('half_done').addColumn('id', 'integer').execute();
    throw new Error('as intended');
  });
  const before = contents(config.databaseFile);
  await t.rejects(rehearseUpgrade(config), { code: 'upgrade_failed', message: /as intended/ });
  t.same(upgradeCopies(config.databaseFile), [], 'the rehearsal leaves nothing');
  await t.rejects(openStore({ databaseFile: config.databaseFile }), { code: 'upgrade_failed' });
  t.same(contents(config.databaseFile), before);
});

t.test('rows that would refer to nothing fail the upgrade', async (t) => {
  const { config } = await installation(t);
  withAnother(t, async (db) => {
    await db.schema
      .createTable('strays')
      .addColumn('id', 'text', (column) => column.references('people.id'))
      .execute();
    await db
      .withTables<{ strays: { id: string } }>()
      .insertInto('strays')
      .values({ id: 'nobody' })
      .execute();
  });
  await t.rejects(openStore({ databaseFile: config.databaseFile }), { code: 'upgrade_failed' });
  t.same(migrationsIn(config.databaseFile), released);
});

t.test('an older program names the copy, and what was decided since stays', async (t) => {
  const { folder, config } = await installation(t);
  const { databaseFile } = config;
  await t.test('upgraded by a newer program', async (t) => {
    addTable(t);
    const store = await openStore({ databaseFile });
    await store.close();
    t.ok(migrationsIn(databaseFile)?.includes('999-throw-away'));
  });
  t.equal(inspectDatabase(databaseFile).state, 'newer');
  const [backup = ''] = upgradeCopies(databaseFile);
  await t.rejects(openStore({ databaseFile }), {
    code: 'database_newer',
    message: new RegExp(`restore ${backup.replaceAll('.', '\\.')}`),
  });
  const { code, out, err } = await runCommand(folder, [
    'restore',
    backup,
    '--for-older-version',
    '--yes',
  ]);
  t.equal(code, 0, err);
  t.match(out, /1 person/);
  t.same(migrationsIn(databaseFile), released, 'as the older program wrote it');
  t.ok(existsSync(backup));
});

t.test('a copy of the first version takes back what was decided since', async (t) => {
  const later = Object.entries(migrations).filter(([name]) => name > '001-schema');
  for (const [name] of later) delete migrations[name];
  const giveBack = () => Object.assign(migrations, Object.fromEntries(later));
  t.teardown(giveBack);
  const { folder, config } = await installation(t);
  const { databaseFile } = config;
  const first = new Database(databaseFile);
  const kiosk = first.prepare(
    "insert into kiosks (id, name, token_hash, created_at) values ('lobby', 'Lobby', 'hash', '2026-01-01')",
  );
  kiosk.run();
  first.close();
  giveBack();

  const store = await openStore({ databaseFile });
  const cameras = JSON.stringify(['Webcam (046d:08e5)']);
  const rig = JSON.stringify({ learnedAt: '2026-02-01' });
  const { db } = store;
  await db.updateTable('kiosks').set({ cameras, rig }).where('id', '=', 'lobby').execute();
  await store.close();
  const [backup = ''] = upgradeCopies(databaseFile);
  const { code, err } = await runCommand(folder, [
    'restore',
    backup,
    '--for-older-version',
    '--yes',
  ]);
  t.equal(code, 0, err);
  t.same(migrationsIn(databaseFile), ['001-schema']);
  t.match(contents(databaseFile)['kiosks'], [{ id: 'lobby', cameras }]);
});
