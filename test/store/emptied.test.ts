import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import t, { type Test } from 'tap';
import { loadConfig } from '#server/config/config.ts';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { removePerson } from '#server/people/erasure.ts';
import { openStore } from '#server/store/store.ts';
import { installation } from '../privacy/installation.ts';
import { runInTurn as run, runJsonInTurn as runJson } from '../support/in-turn.ts';
import { serverInPlaceOf } from '../support/postgres/databases.ts';
import { lacking } from '../support/needs.ts';

/** An installation with an emptied database, as in the first step of a restore. */
async function emptied(t: Test) {
  const here = await installation(t);
  const { data, databaseFile, db, store } = here;
  await here.enrolled('ada', 'Ada Example');
  await here.enrolled('bo', 'Bo Example');
  const config = loadConfig({ VESTIBULE_DATA_DIR: data });
  const registerFile = config.erasureRegisterFile;
  const messages = new RecordCipher(config.templateKeyFile);
  const by = { actor: 'command:desk', because: 'asked', messages } as const;
  await removePerson(store, 'bo', { ...by, registerFile });
  const databaseServer = await serverInPlaceOf(databaseFile);
  if (databaseServer) {
    await sql`drop schema public cascade`.execute(db);
    await sql`create schema public`.execute(db);
  }
  await store.close();
  if (!databaseServer) {
    for (const suffix of ['', '-wal', '-shm']) rmSync(databaseFile + suffix, { force: true });
    writeFileSync(databaseFile, '', { mode: 0o600 });
  }
  const place = { databaseFile, databaseServer, closeTimeoutMs: 500 };
  return { ...here, place, open: () => openStore({ ...config, ...place }) };
}

t.test('an empty database beside a key is no first start, until somebody says so', async (t) => {
  const { folder, databaseFile, place, open } = await emptied(t);
  await t.rejects(open(), { code: 'database_emptied', message: /store begin-anew/ });
  if (!place.databaseServer) t.equal(statSync(databaseFile).size, 0, 'and nothing is made in it');
  const listed = await run(folder, ['enroll', 'list']);
  t.match(listed, { code: 1, err: /nothing in\s+the database/ }, 'not by a command either');
  const { json } = await runJson(folder, ['doctor']);
  const found = json['findings'] as { code: string; state: string }[];
  t.match(
    found.find(({ code }) => code === 'database'),
    { state: 'failing', found: /although it was used before/ },
  );
  t.match(await runJson(folder, ['store', 'begin-anew']), {
    json: { error: { code: 'not_confirmed' } },
  });
  await t.rejects(open(), { code: 'database_emptied' }, 'nothing was made');

  t.match(await run(folder, ['store', 'begin-anew', '--yes']), { code: 0 });
  const again = await runJson(folder, ['store', 'begin-anew', '--yes']);
  t.match(again, { code: 1, json: { error: { code: 'not_empty' } } });
  const store = await open();
  t.teardown(() => store.close());
  const erased = await store.db.selectFrom('erasures').select('personId').execute();
  t.same(erased, [{ personId: 'bo' }], 'who was erased stays so');
  t.equal((await run(folder, ['audit', 'verify'])).code, 0);
});

t.test(
  'a file that is missing beside a key and a seal is not made',
  { skip: lacking('SQLite') },
  async (t) => {
    const { data, databaseFile, open } = await emptied(t);
    rmSync(databaseFile);
    writeFileSync(path.join(data, 'audit.seal'), 'of the record that was in it');
    await t.rejects(open(), { code: 'database_emptied' });
    t.notOk(existsSync(databaseFile));
  },
);

t.test('one that is put back in part is not begun either', async (t) => {
  const { place, open } = await emptied(t);
  const store = await openStore(place);
  const { db } = store;
  const drop = place.databaseServer
    ? sql`drop trigger people_insert_logged on people`
    : sql`drop trigger people_insert_logged`;
  await drop.execute(db);
  await store.close();
  await t.rejects(open(), { code: 'database_incomplete' });
});
