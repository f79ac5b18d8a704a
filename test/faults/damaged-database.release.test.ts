import Database from 'better-sqlite3';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { loadConfig } from '#server/config/config.ts';
import { loadSecrets } from '#server/config/secrets.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import { startService } from '#server/app/service.ts';
import { inspectDatabase } from '#server/store/inspect.ts';
import { openStore } from '#server/store/store.ts';
import { insertSignIn } from '#server/store/tables/sign-ins.ts';
import { installation } from '../privacy/installation.ts';
import { decidedSignIn } from '../store/rows.ts';
import { runInTurn as run, runJsonInTurn as runJson } from '../support/in-turn.ts';

const neverCaptured = { name: 'Eve Example' };

/** An installation with one opt-out, a backup of it, and no running process. */
async function backedUp(t: Test) {
  const here = await installation(t);
  await here.enrolled('ada', 'Ada Example');
  await insertSignIn(here.db, decidedSignIn('job'));
  const config = loadConfig({
    VESTIBULE_DATA_DIR: here.data,
    VESTIBULE_HOOK_PORT: '0',
    VESTIBULE_LOBBY_PORT: '0',
  });
  await new OptOuts(here.db, config).add(neverCaptured, 'command:desk');
  await here.store.close();
  t.match(await runJson(here.folder, ['backup', '--out', 'good.sqlite']), { code: 0 });
  return { ...here, config, backup: path.join(here.folder, 'good.sqlite') };
}

const pageSize = 4096;

/** The number of the first page of a table or an index, counted from 1. */
function firstPageOf(file: string, name: string): number {
  const database = new Database(file, { readonly: true });
  const page = database.prepare('select rootpage from sqlite_schema where name = ?').pluck();
  const number = page.get(name) as number;
  database.close();
  return number;
}

function overwritePage(file: string, number: number, page: Buffer): void {
  const bytes = readFileSync(file);
  page.copy(bytes, (number - 1) * pageSize);
  writeFileSync(file, bytes);
}

const zeros = Buffer.alloc(pageSize);
/** A valid index page without entries. */
const withoutEntries = Buffer.alloc(pageSize);
withoutEntries[0] = 0x0a;
withoutEntries.writeUInt16BE(pageSize, 5);

const overwriting = (name: string, page: Buffer) => (file: string) =>
  overwritePage(file, firstPageOf(file, name), page);

const damages: Record<string, (file: string) => void> = {
  'the schema': (file) => {
    const bytes = readFileSync(file);
    // Keeps the file's header, so that the file looks like a database.
    writeFileSync(file, bytes.fill(0xa5, 200, 4096));
  },
  'an index, zeros': overwriting('sqlite_autoindex_opt_outs_2', zeros),
  'an index without its entries': overwriting('sqlite_autoindex_opt_outs_2', withoutEntries),
  'a table': overwriting('opt_outs', zeros),
  'a table of templates': overwriting('templates', zeros),
};

for (const [what, damage] of Object.entries(damages)) {
  t.test(`damaged: ${what}`, async (t) => {
    const here = await backedUp(t);
    const { config, databaseFile, folder, backup } = here;
    const good = readFileSync(backup);
    damage(databaseFile);
    const damaged = readFileSync(databaseFile);
    const unchanged = (when: string) => {
      t.ok(readFileSync(databaseFile).equals(damaged), `${when}: the damaged file is as it was`);
      t.ok(readFileSync(backup).equals(good), `${when}: so is the backup`);
    };

    const started = startService(config, loadSecrets({}, here.data), pino({ level: 'silent' }));
    await t.rejects(started, {
      code: 'database_unusable',
      message: /is damaged .*Nothing was changed.*vestibule restore FILE/,
    });
    unchanged('refused at the start');
    const refused = await run(folder, ['backup', '--out', 'another.sqlite']);
    t.match(refused, { code: 1, err: /damaged/ });
    t.notOk(existsSync(path.join(folder, 'another.sqlite')));
    t.match(await run(folder, ['backup', '--out', 'good.sqlite']), { code: 1 });
    unchanged('after a backup was asked for');
    t.equal(inspectDatabase(databaseFile).state, 'damaged', 'which is what the doctor says');

    t.match(await runJson(folder, ['restore', 'good.sqlite', '--yes']), { code: 0 });
    t.ok(readFileSync(backup).equals(good));
    const store = await openStore({ databaseFile });
    t.teardown(() => store.close());
    t.ok(await new OptOuts(store.db, config).has(neverCaptured));
  });
}

t.test('what a crash left in the log is looked through too, and stays there', async (t) => {
  const here = await backedUp(t);
  const store = await openStore({ databaseFile: here.databaseFile });
  t.teardown(() => store.close());
  await insertSignIn(store.db, decidedSignIn('logged'));
  // Copies the files as a crash leaves them on the disk.
  const crashed = path.join(here.folder, 'crashed');
  cpSync(here.data, crashed, { recursive: true });
  const databaseFile = path.join(crashed, 'vestibule.sqlite');
  const index = firstPageOf(here.databaseFile, 'sqlite_autoindex_opt_outs_2');
  overwritePage(databaseFile, index, withoutEntries);
  const files = [databaseFile, `${databaseFile}-wal`];
  const before = files.map((file) => readFileSync(file));
  t.ok(before[1]?.includes('logged'));
  await t.rejects(openStore({ databaseFile }), { code: 'database_unusable', message: /damaged/ });
  files.forEach((file, i) => t.ok(readFileSync(file).equals(before[i] ?? Buffer.alloc(0)), file));
});
