import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { copyStore } from '#server/store/store-copies.ts';
import { recordEvent } from '#server/audit/record.ts';
import { databaseServerOf } from '#server/config/database-server.ts';
import { openStore } from '#server/store/store.ts';
import { insertKiosk } from '#server/store/tables/kiosks.ts';
import { findSignIn, insertSignIn } from '#server/store/tables/sign-ins.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { insertEnrolled } from '../people/enrolled.ts';
import { decidedSignIn } from '../store/rows.ts';
import { projectRoot } from '#server/config/environment.ts';
import { runInTurn as run, runJsonInTurn as runJson } from '../support/in-turn.ts';
import { makeDatabase } from '../support/postgres/databases.ts';

const serverUrl = process.env['TEST_POSTGRES_URL'] ?? '';

t.test('everything is moved to PostgreSQL and back, and every row is the same', async (t) => {
  const folder = t.testdir();
  const data = path.join(folder, 'data');
  const databaseFile = path.join(data, 'vestibule.sqlite');
  const url = await makeDatabase(serverUrl, `moved_${process.pid}`);
  const onSqlite = { VESTIBULE_DATABASE_URL: '' };

  const before = await openStore({ databaseFile });
  const cipher = await openTemplateCipher(before.db, path.join(data, 'template.key'));
  await insertEnrolled(before.db, cipher, {
    id: 'ada',
    name: 'Ada Example',
    email: 'ada@x.example',
  });
  await insertEnrolled(before.db, cipher, { id: 'bo', name: 'Bo Beispiel' });
  await insertEnrolled(before.db, cipher, { id: 'gone', name: 'Gone Already' });
  for (const jobId of ['second', 'first', 'third']) {
    await insertSignIn(
      before.db,
      decidedSignIn(jobId, { claimedPersonId: 'ada', score: 0.1 + 0.2 }),
    );
    const event = { action: 'sign_in_decided', actor: 'service', subject: jobId } as const;
    await recordEvent(before.db, { ...event, details: { verdict: 'approved' } });
  }
  const kiosk = { id: 'k', name: 'Lobby', tokenHash: 'hash', locationId: null, deviceId: null };
  await insertKiosk(before.db, { ...kiosk, createdAt: new Date() });
  for (let i = 0; i < 600; i++) {
    await recordEvent(before.db, { action: 'kiosk_paired', actor: 'test', subject: `é😀 ${i}` });
  }
  await before.close();
  const names = readdirSync(data);
  writeFileSync(path.join(data, 'erased-ids.txt'), '2026-01-01T00:00:00.000Z gone\n');

  const address = path.join(folder, 'address');
  writeFileSync(address, `${url}\n`);
  const there = await run(folder, ['store', 'move', '--to', address], onSqlite);
  t.equal(there.code, 0, there.err);
  t.match(there.out, /1 erased again/);
  t.notOk(existsSync(databaseFile), 'a start without the address does not go on there');
  const kept = readdirSync(data).filter((name) => name.includes('.moved-') && !name.endsWith('l'));
  t.equal(kept.length, 1, names.join());
  t.match(await run(folder, ['kiosk', 'list'], onSqlite), {
    code: 1,
    err: /was moved to PostgreSQL/,
  });

  const onPostgres = { VESTIBULE_DATABASE_URL: url };
  t.match((await run(folder, ['enroll', 'list'], onPostgres)).out, /Ada Example[^]*Bo Beispiel/);
  t.notMatch((await run(folder, ['enroll', 'list'], onPostgres)).out, /Gone/);
  t.equal((await run(folder, ['audit', 'verify'], onPostgres)).code, 0);
  const again = await run(
    folder,
    ['store', 'move', '--from', path.join(data, kept[0] ?? ''), '--to', url],
    onPostgres,
  );
  t.match(again, { code: 1, err: /is stored in .* already/ });

  const store = await openStore({ databaseFile: '', databaseServer: databaseServerOf(url) });
  t.equal((await findSignIn(store.db, 'first'))?.score, 0.1 + 0.2, 'to the last bit');
  const stored = await store.db
    .selectFrom('sign_ins')
    .select('jobId')
    .orderBy('rowid' as 'jobId')
    .execute();
  t.same(
    stored.map(({ jobId }) => jobId),
    ['second', 'first', 'third'],
    'in the order in which they were stored',
  );
  await insertEnrolled(store.db, cipher, { id: 'new', name: 'New Here' });
  t.match(await run(folder, ['store', 'move', '--to', 'sqlite'], onPostgres), {
    code: 1,
    err: /A service uses/,
  });
  await store.close();

  const back = await run(folder, ['store', 'move', '--to', 'sqlite'], onPostgres);
  t.equal(back.code, 0, back.err);
  t.match((await run(folder, ['enroll', 'list'], onSqlite)).out, /New Here/);
  t.equal((await run(folder, ['audit', 'verify'], onSqlite)).code, 0);
  t.ok(readFileSync(databaseFile).length > 0);
});

t.test('a backup of PostgreSQL is one file, which goes into an empty database', async (t) => {
  const folder = t.testdir();
  const settings = {
    VESTIBULE_DATABASE_URL: await makeDatabase(serverUrl, `saved_${process.pid}`),
  };
  const added = await run(
    folder,
    ['privacy', 'opt-out', 'add', '--email', 'x@x.example'],
    settings,
  );
  t.equal(added.code, 0, added.err);
  const copy = path.join(folder, 'copy.sqlite');
  const made = await run(folder, ['backup', '--out', copy], settings);
  t.equal(made.code, 0, made.err);
  t.match(await run(folder, ['restore', copy], settings), { code: 1, err: /pg_restore/ });
  const fresh = await makeDatabase(serverUrl, `fresh_${process.pid}`);
  const back = await run(folder, ['store', 'move', '--from', copy, '--to', fresh], settings);
  t.equal(back.code, 0, back.err);
});

t.test('what goes wrong at the last moment undoes all of it', async (t) => {
  const from = await openStore({ databaseFile: path.join(t.testdir(), 'from.sqlite') });
  const url = await makeDatabase(serverUrl, `odd_${process.pid}`);
  const to = await openStore({ databaseFile: '', databaseServer: databaseServerOf(url) });
  t.teardown(async () => {
    await from.close();
    await to.close();
  });
  await insertSignIn(from.db, decidedSignIn('one'));
  const moved = to.db.transaction().execute(async (target) => {
    const counts = await copyStore(from.db, target);
    t.equal(counts['sign_ins'], 1);
    throw new Error('the last moment');
  });
  await t.rejects(moved, /the last moment/);
  t.same(await to.db.selectFrom('sign_ins').select('jobId').execute(), []);
});

t.test('a move that is killed leaves nothing that could be taken for the store', async (t) => {
  const folder = t.testdir({ data: {} });
  const data = path.join(folder, 'data');
  const databaseFile = path.join(data, 'vestibule.sqlite');
  const onPostgres = {
    VESTIBULE_DATABASE_URL: await makeDatabase(serverUrl, `cut_${process.pid}`),
  };
  const onSqlite = { VESTIBULE_DATABASE_URL: '' };
  const add = ['privacy', 'opt-out', 'add', '--email', 'x@x.example'];
  t.match(await run(folder, add, onPostgres), { code: 0 });
  /** Kills the command, like a power cut, as soon as that file exists. */
  const killedAt = async (place: string, settings: Record<string, string>, to: string) => {
    const file = path.join(projectRoot, 'dist/scripts/vestibule.js');
    const env = { PATH: process.env['PATH'], VESTIBULE_DATA_DIR: data, ...settings };
    const child = spawn(process.execPath, [file, 'store', 'move', '--to', to], { env });
    const over = once(child, 'exit');
    while (!existsSync(place) && child.exitCode === null) await setImmediate();
    child.kill('SIGKILL');
    await over;
  };
  const doctor = async (settings: Record<string, string>) => {
    const { json } = await runJson(folder, ['doctor'], settings);
    return json['findings'] as { code: string; state: string; found: string }[];
  };

  const staging = `${databaseFile}.moving`;
  await killedAt(staging, onPostgres, 'sqlite');
  t.notOk(existsSync(databaseFile), 'there is no store in the data folder');
  const found = await doctor(onPostgres);
  t.match(
    found.find(({ code }) => code === 'copies_left'),
    { found: /a move left .*\.moving/ },
  );
  const back = await run(folder, ['store', 'move', '--to', 'sqlite'], onPostgres);
  t.match(back, { code: 0, out: /cut off had left was removed/ });
  t.notOk(existsSync(staging));
  t.equal((await run(folder, ['audit', 'verify'], onSqlite)).code, 0);

  // The state of a move that was cut off after the last row and before the file was renamed.
  const url = await makeDatabase(serverUrl, `cut2_${process.pid}`);
  t.match(await run(folder, ['store', 'move', '--to', url], onSqlite), { code: 0 });
  const [kept] = readdirSync(data).filter((name) => /\.moved-.*Z$/.test(name));
  renameSync(path.join(data, kept ?? ''), databaseFile);
  const again = await run(folder, ['store', 'move', '--to', url], onSqlite);
  t.match(again, { code: 0, out: /had moved everything/ });
  t.notOk(existsSync(databaseFile));
  t.equal((await run(folder, ['audit', 'verify'], { VESTIBULE_DATABASE_URL: url })).code, 0);
});

t.test('tables without anything in them are not taken for the store that was moved', async (t) => {
  const folder = t.testdir({ data: {} });
  const onSqlite = { VESTIBULE_DATABASE_URL: '' };
  const add = ['privacy', 'opt-out', 'add', '--email', 'x@x.example'];
  t.match(await run(folder, add, onSqlite), { code: 0 });
  const url = await makeDatabase(serverUrl, `tables_${process.pid}`);
  const listed = await run(folder, ['enroll', 'list'], { VESTIBULE_DATABASE_URL: url });
  t.match(listed, { code: 1, err: /nothing in\s+the database/ });
});
