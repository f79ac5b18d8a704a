import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import Database from 'better-sqlite3';
import { rehearseUpgrade } from '../../scripts/commands/upgrade/database.ts';
import { verifyRecord } from '../../server/audit/verify.ts';
import { loadConfig } from '../../server/config/config.ts';
import { projectRoot } from '../../server/config/environment.ts';
import type { GalleryPerson } from '../../server/people/gallery-people.ts';
import { readGallery } from '../../server/people/read-gallery.ts';
import { inspectDatabase } from '../../server/store/inspect.ts';
import { migrations } from '../../server/store/migrate.ts';
import { openStore } from '../../server/store/store.ts';
import { migrationsIn, upgradeBackups } from '../../server/store/copy-database.ts';
import { openTemplateCipher } from '../../server/templates/open-cipher.ts';
import { loadManifest } from '../../server/vision/models/manifest.ts';
import { recogniserInUse } from '../../server/vision/models/recogniser-in-use.ts';
import { modelsDir } from '../../server/vision/pool/vision-pool.ts';
import { run } from '../support/command.ts';

const fixture = path.join(projectRoot, 'test/fixtures/installation-0.1.0');

/** The installation of 0.1.0, as its own program wrote it, in a folder of the test. */
function installation(t: Test) {
  const folder = t.testdir({ data: {} });
  const dataDir = path.join(folder, 'data');
  for (const file of ['audit.seal', 'opt-out.key', 'template.key']) {
    writeFileSync(path.join(dataDir, file), readFileSync(path.join(fixture, file)), {
      mode: 0o600,
    });
  }
  const config = loadConfig({ VESTIBULE_DATA_DIR: dataDir });
  const packed = readFileSync(path.join(fixture, 'vestibule.sqlite.gz'));
  writeFileSync(config.databaseFile, gunzipSync(packed), { mode: 0o600 });
  return { folder, config };
}

/** For as long as the test takes, this program has one migration more. */
function withAnother(t: Test, up: (typeof migrations)[string]['up']): void {
  migrations['999-throw-away'] = { up };
  t.teardown(() => delete migrations['999-throw-away']);
}

function addTable(t: Test): void {
  withAnother(t, async (db) => {
    await db.schema.createTable('throw_away').addColumn('id', 'integer').execute();
  });
}

/** Every row of every table that was there in 0.1.0. */
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

t.test('the installation of 0.1.0 is brought up to date, with all that is in it', async (t) => {
  addTable(t);
  const { config } = installation(t);
  const { databaseFile } = config;
  const before = contents(databaseFile);
  const store = await openStore({ databaseFile });
  const { db } = store;
  const people = await db.selectFrom('people').select(['id', 'name']).execute();
  t.match(people, [{ name: 'Ada Example' }]);
  const verdicts = await db.selectFrom('sign_ins').select(['jobId', 'verdict']).execute();
  t.match(verdicts, [
    { jobId: 'job-of-ada', verdict: 'review' },
    { jobId: 'job-of-bo', verdict: 'review' },
  ]);
  const cipher = await openTemplateCipher(db, config.templateKeyFile);
  const id = await recogniserInUse(db, modelsDir);
  const shipped = loadManifest(modelsDir).engines.onnx;
  t.strictSame(
    shipped.earlier?.map(({ recogniser }) => recogniser),
    [id],
    'as she was enrolled',
  );
  const { dimension } = shipped;
  const gallery: GalleryPerson[] = [];
  for await (const page of readGallery({ db, cipher, model: { id, dimension } })) {
    gallery.push(...page);
  }
  t.match(gallery, [{ personId: people[0]?.id }]);
  t.ok(Math.abs(Math.hypot(...(gallery[0]?.template ?? [])) - 1) < 1e-3, 'her templates decrypt');
  const { events, faults } = await verifyRecord({ ...config, db });
  t.ok(events >= 9);
  t.same(faults, []);
  await store.close();
  t.same(migrationsIn(databaseFile), Object.keys(migrations).sort());
  const [backup, ...more] = upgradeBackups(databaseFile);
  t.same(more, []);
  t.same(contents(backup!), before, 'the copy from before has every row');
  t.same(migrationsIn(backup!), ['001-first-schema']);
});

t.test('an upgrade that fails leaves the database as it was', async (t) => {
  withAnother(t, async (db) => {
    await db.schema.createTable('half_done').addColumn('id', 'integer').execute();
    throw new Error('as intended');
  });
  const { config } = installation(t);
  const before = contents(config.databaseFile);
  await t.rejects(rehearseUpgrade(config), { code: 'upgrade_failed', message: /as intended/ });
  t.same(upgradeBackups(config.databaseFile), [], 'the rehearsal leaves nothing');
  await t.rejects(openStore({ databaseFile: config.databaseFile }), { code: 'upgrade_failed' });
  t.same(contents(config.databaseFile), before);
});

t.test('rows that would refer to nothing fail the upgrade', async (t) => {
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
  const { config } = installation(t);
  await t.rejects(openStore({ databaseFile: config.databaseFile }), { code: 'upgrade_failed' });
  t.same(migrationsIn(config.databaseFile), ['001-first-schema']);
});

t.test('an older program names the copy, and what was decided since stays', async (t) => {
  const { folder, config } = installation(t);
  const { databaseFile } = config;
  await t.test('upgraded by a newer program', async (t) => {
    addTable(t);
    const store = await openStore({ databaseFile });
    await store.close();
    t.ok(migrationsIn(databaseFile)?.includes('999-throw-away'));
  });
  t.equal(inspectDatabase(databaseFile).state, 'newer');
  const [backup = ''] = upgradeBackups(databaseFile);
  await t.rejects(openStore({ databaseFile }), {
    code: 'database_newer',
    message: new RegExp(`restore ${backup.replaceAll('.', '\\.')}`),
  });
  const { code, out, err } = await run(folder, ['restore', backup, '--for-older-version', '--yes']);
  t.equal(code, 0, err);
  t.match(out, /1 person/);
  t.same(migrationsIn(databaseFile), ['001-first-schema'], 'as 0.1.0 wrote it');
  t.ok(existsSync(backup));
});
