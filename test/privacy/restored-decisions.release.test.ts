import { randomUUID } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import t, { type Test } from 'tap';
import { copyDatabase } from '#server/store/store-copies.ts';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { loadConfig } from '#server/config/config.ts';
import {
  addDeskAccount,
  changeDeskRole,
  revokeDeskAccount,
} from '#server/desk/accounts/accounts.ts';
import { publishConsentText, withdrawConsent } from '#server/people/consent.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import { removePerson } from '#server/people/erasure.ts';
import { openTestStore } from '../support/store.ts';
import { latestAuditEvent } from '#server/store/tables/audit-events.ts';
import { consentTranslations, currentConsentText } from '#server/store/tables/privacy.ts';
import {
  listDeskAccounts,
  listDeskLinks,
  type DeskAccountRow,
} from '#server/desk/accounts/account-rows.ts';
import {
  insertKiosk,
  listKiosks,
  noteOtherCameras,
  recordCameras,
} from '#server/store/tables/kiosks.ts';
import { insertSignIn } from '#server/store/tables/sign-ins.ts';
import { updatePerson } from '#server/store/tables/people.ts';
import { listWatchlistEntries } from '#server/store/tables/watchlists.ts';
import { removeFromWatchlist } from '#server/watchlist/change.ts';
import { decidedSignIn, enrolledPerson } from '../store/rows.ts';
import { runInTurn as run, runJsonInTurn as runJson } from '../support/in-turn.ts';
import { rotate } from '../support/rotate.ts';
import { installation } from './installation.ts';
import { strangersTraces, tracesOf } from './strangers-traces.ts';

const actor = 'command:desk';

/** A copy, and an installation with one later decision of each kind. */
async function decidedSince(t: Test) {
  const here = await installation(t);
  const { db, store } = here;
  const config = loadConfig({ VESTIBULE_DATA_DIR: here.data });
  for (const id of ['ada', 'bo', 'cy']) await here.enrolled(id, `${id} Example`);
  await publishConsentText(db, { version: '1', text: 'The first text.' }, actor);
  const watched = { name: null, birthDate: null, country: null, domain: null, phone: null };
  for (const id of ['watched', 'cleared']) {
    const entry = { ...watched, id, email: `${id}@example.com`, company: null, note: 'a note' };
    const addition = { addedBy: actor, addedAt: new Date() };
    await db
      .insertInto('watchlist_entries')
      .values({ ...entry, ...addition })
      .execute();
  }
  const desk = { actor };
  const added: DeskAccountRow[] = [];
  for (const name of ['Rae Revoked', 'Dee Demoted', 'Sam Same']) {
    added.push((await addDeskAccount(db, { name, role: 'manager' }, desk)).account);
  }
  const screen = { id: 'lobby', name: 'Lobby', tokenHash: 'a hash', createdAt: new Date() };
  await insertKiosk(db, { ...screen, locationId: null, deviceId: null });
  await copyDatabase(db, path.join(here.folder, 'copy.sqlite'));
  await recordCameras(db, screen.id, ['a webcam']);
  await noteOtherCameras(db, screen.id, ['another']);
  const late = await addDeskAccount(db, { name: 'Lea Late', role: 'manager' }, desk);
  await revokeDeskAccount(db, late.account, desk);
  const [revoked, demoted] = added;
  if (revoked) await revokeDeskAccount(db, revoked, desk);
  if (demoted) await changeDeskRole(db, demoted, 'auditor', desk);

  await publishConsentText(db, { version: '2', text: 'The second text.' }, actor);
  await publishConsentText(db, { version: '3', text: 'The third text.' }, actor);
  const french = { text: 'Le troisième texte.', language: 'fr' };
  const english = { text: 'The third text.', language: 'en' };
  for (const one of [english, french])
    await publishConsentText(db, { version: '3', ...one }, actor);
  // As if the clock had stopped, and had been set back after the copy was made.
  const publishedAt = new Date('2020-01-01T00:00:00.000Z');
  await db
    .updateTable('consent_texts')
    .set({ publishedAt })
    .where('version', 'in', ['2', '3'])
    .execute();
  await removeFromWatchlist(db, actor, 'cleared');
  await new OptOuts(db, config).add({ name: 'Eve Example' }, actor);
  await withdrawConsent(db, 'ada', actor);
  const registerFile = config.erasureRegisterFile;
  const messages = new RecordCipher(config.templateKeyFile);
  await removePerson(store, 'bo', { actor, because: 'asked', registerFile, messages });
  for (let i = 0; i < 50; i++) await insertSignIn(db, decidedSignIn(randomUUID()));
  await store.close();
  const after = async () => {
    const now = await openTestStore({ databaseFile: here.databaseFile });
    t.teardown(() => now.close());
    const isOut = await new OptOuts(now.db, config).has({ name: 'eve example' });
    const people = await now.db.selectFrom('people').select('id').orderBy('id').execute();
    return { db: now.db, isOut, people: people.map(({ id }) => id) };
  };
  return { ...here, after };
}

t.test('the newest consent text counts on, and who was cleared is not watched again', async (t) => {
  const { folder, after } = await decidedSince(t);
  t.match(await runJson(folder, ['restore', 'copy.sqlite', '--yes']), {
    code: 0,
    json: { readable: 'all', consentTexts: 3, watchlistRemoved: 1, optOuts: 1, withdrawn: 1 },
  });
  const { db, isOut } = await after();
  t.ok(isOut);
  const current = await currentConsentText(db);
  t.match(current, { version: '3', text: 'The third text.', language: 'en' });
  t.match(await consentTranslations(db), [{ ofSha256: current?.sha256, language: 'fr' }]);
  t.match(await listWatchlistEntries(db), [{ id: 'watched' }]);
  t.equal((await listWatchlistEntries(db)).length, 1);
});

t.test('the camera of a lobby screen stays recorded after a copy of before', async (t) => {
  const { folder, after } = await decidedSince(t);
  t.match(await runJson(folder, ['restore', 'copy.sqlite', '--yes']), { code: 0 });
  const { db } = await after();
  t.match(await listKiosks(db), [{ cameras: '["a webcam"]', camerasSeen: '["another"]' }]);
});

t.test('whoever may not use the desk any more, may not by a copy either', async (t) => {
  const { folder, after } = await decidedSince(t);
  t.match(await runJson(folder, ['restore', 'copy.sqlite', '--yes']), {
    json: { deskAccounts: 3 },
  });
  const { db } = await after();
  t.match(await listDeskAccounts(db), [
    { name: 'Rae Revoked', revokedAt: Date },
    { name: 'Dee Demoted', role: 'auditor', revokedAt: null },
    { name: 'Sam Same', role: 'manager', revokedAt: null },
    { name: 'Lea Late', revokedAt: Date },
  ]);
  t.equal((await listDeskLinks(db)).size, 0, 'no link of the copy can be used');
});

t.test(
  'of a lost database it says that nobody knows what was decided, and what to do',
  async (t) => {
    const { folder, databaseFile, after } = await decidedSince(t);
    for (const suffix of ['', '-wal', '-shm']) rmSync(databaseFile + suffix, { force: true });
    const { code, out } = await run(folder, ['restore', 'copy.sqlite', '--yes']);
    t.equal(code, 0);
    const said = out.replace(/\s+/g, ' ');
    t.match(said, /There was no database here: what was decided since \d{4}-.* could not be read/);
    t.match(said, /1 erased \(again\), as erased-ids\.txt says/);
    t.match(said, /Before you start the service.*vestibule privacy opt-out add/);
    t.notMatch(said, /0 opt-outs|0 consents/);
    const { db, people } = await after();
    t.strictSame(people, ['ada', 'cy'], 'who was erased is erased all the same');
    const event = await latestAuditEvent(db, 'backup_restored');
    t.match(event?.details, /"readable":"missing"/);
  },
);

t.test('of a database that cannot be read it says so too', async (t) => {
  const { folder, databaseFile, after } = await decidedSince(t);
  writeFileSync(databaseFile, readFileSync(databaseFile).fill(0xa5, 200, 4096));
  const { code, out } = await run(folder, ['restore', 'copy.sqlite', '--yes']);
  t.equal(code, 0);
  t.match(out.replace(/\s+/g, ' '), /The database here cannot be read: .* could not be read/);
  t.strictSame((await after()).people, ['ada', 'cy']);
});

t.test(
  'of a damaged one, what can be read is brought forward, and that there may be more is said',
  async (t) => {
    const { folder, databaseFile, after } = await decidedSince(t);
    const database = new Database(databaseFile, { readonly: true });
    const root = "select rootpage from sqlite_schema where name = 'sign_ins'";
    const page = database.prepare(root).pluck().get() as number;
    database.close();
    const bytes = readFileSync(databaseFile);
    writeFileSync(databaseFile, bytes.fill(0, (page - 1) * 4096, page * 4096));
    const { code, out } = await run(folder, ['restore', 'copy.sqlite', '--yes']);
    t.equal(code, 0);
    const said = out.replace(/\s+/g, ' ');
    t.match(said, /The database here is damaged\. What could be read .* 1 opt-outs, 1 consents/);
    t.match(said, /There may have been more.*Before you start the service/);
    const { isOut, people, db } = await after();
    t.ok(isOut);
    t.strictSame(people, ['ada', 'cy']);
    t.match(await currentConsentText(db), { version: '3' });
  },
);

t.test('of two opt-out lists under two keys, both are heeded, or it is said', async (t) => {
  const here = await installation(t);
  const { folder, data, db, store, databaseFile, keyFile } = here;
  const config = loadConfig({ VESTIBULE_DATA_DIR: data });
  const list = (of = db) => new OptOuts(of, config);
  await here.enrolled('ada', 'Ada Example');
  await list().add({ email: 'old@example.com' }, actor);
  await copyDatabase(db, path.join(folder, 'copy.sqlite'));
  copyFileSync(keyFile, path.join(folder, 'old.key'));
  await rotate(db, keyFile, { revoke: false });
  rmSync(config.optOutKeyFile);
  t.match(await run(folder, ['privacy', 'opt-out', 'clear', '--yes']), { code: 0 });
  await list().add({ email: 'new@example.com' }, actor);
  await store.close();
  // For example because the file could not be written. The key derives from the one that the restore puts aside.
  rmSync(config.optOutKeyFile);
  const restore = ['restore', 'copy.sqlite', '--key', 'old.key', '--yes'];
  t.match(await runJson(folder, restore), { code: 0, json: { optOuts: 1, optOutsHidden: null } });
  const now = await openTestStore({ databaseFile });
  for (const email of ['old@example.com', 'new@example.com']) {
    t.ok(await list(now.db).has({ email }), email);
  }
  t.notOk(await list(now.db).has({ email: 'anybody@example.com' }));

  const keyCheck = 'of a key that is lost';
  // The opt-out that the copy lacks.
  const { id } = await now.db
    .selectFrom('opt_outs')
    .select('id')
    .orderBy('addedAt', 'desc')
    .executeTakeFirstOrThrow();
  const lost = { keyCheck, hash: keyCheck };
  await now.db.updateTable('opt_outs').set(lost).where('id', '=', id).execute();
  await now.close();
  const { code, out } = await run(folder, restore);
  t.equal(code, 0);
  t.match(out.replace(/\s+/g, ' '), /does not start until.*privacy opt-out clear/);
  const then = await openTestStore({ databaseFile });
  t.teardown(() => then.close());
  await t.rejects(list(then.db).has({ email: 'anybody@example.com' }), { code: 'key_wrong' });
});

t.test('a copy of before an enrolment names no one who was erased since', async (t) => {
  const here = await installation(t);
  const { folder, store, db, databaseFile } = here;
  const config = loadConfig({ VESTIBULE_DATA_DIR: here.data });
  const { filled, messages } = await strangersTraces(here, ['hers', 'of another']);
  await copyDatabase(db, path.join(folder, 'copy.sqlite'));
  await here.enrolled('wil', 'Wilhelmina Quux', { email: 'hers@example.com' });
  const registerFile = config.erasureRegisterFile;
  await removePerson(store, 'wil', { actor, because: 'asked', registerFile, messages });
  const others = await filled();
  t.same(others, tracesOf('of another'));
  await store.close();
  const afterRestore = async () => {
    t.match(await runJson(folder, ['restore', 'copy.sqlite', '--yes']), { code: 0 });
    const now = await openTestStore({ databaseFile });
    const found = await filled(now.db);
    await now.close();
    return found;
  };
  t.same(await afterRestore(), others);
  for (const suffix of ['', '-wal', '-shm']) rmSync(databaseFile + suffix, { force: true });
  t.same(await afterRestore(), others, 'although the database is lost: the register says it');
});

t.test('what names somebody erased since is found in a copy under another key', async (t) => {
  const here = await installation(t);
  const { folder, store, db, databaseFile, keyFile } = here;
  const config = loadConfig({ VESTIBULE_DATA_DIR: here.data });
  const { filled } = await strangersTraces(here, ['hers', 'of another']);
  await here.enrolled('wil', 'Wilhelmina Quux', { email: 'hers@example.com' });
  await copyDatabase(db, path.join(folder, 'copy.sqlite'));
  copyFileSync(keyFile, path.join(folder, 'old.key'));
  await rotate(db, keyFile, { revoke: false });
  // As after delivery, or long after the visit. The erasure register does not list such rows.
  for (const table of ['outbox', 'expected_visits'] as const) await db.deleteFrom(table).execute();
  const by = { actor, because: 'asked', messages: new RecordCipher(keyFile) } as const;
  await removePerson(store, 'wil', { ...by, registerFile: config.erasureRegisterFile });
  await store.close();
  const restore = ['restore', 'copy.sqlite', '--key', 'old.key', '--yes'];
  t.match(await runJson(folder, restore), { code: 0, json: { erasedAgain: 1 } });
  const now = await openTestStore({ databaseFile });
  t.same(await filled(now.db), tracesOf('of another'));
  await now.close();
});

t.test('an end that was set since the copy stays', async (t) => {
  const here = await installation(t);
  const { folder, db, store, databaseFile } = here;
  const [soon, late] = [new Date('2026-12-01T00:00:00Z'), new Date('2027-12-01T00:00:00Z')];
  const ends = (id: string, expiresAt: Date | null) =>
    updatePerson(db, enrolledPerson(id, { expiresAt }));
  for (const id of ['ada', 'bo', 'cy']) await here.enrolled(id, `${id} Example`);
  await ends('bo', late);
  await ends('cy', soon);
  await copyDatabase(db, path.join(folder, 'copy.sqlite'));
  await ends('ada', soon);
  await ends('bo', soon);
  await ends('cy', late);
  await store.close();
  const answer = await runJson(folder, ['restore', 'copy.sqlite', '--yes']);
  t.match(answer, { code: 0, json: { enrolmentsEnded: 2 } });
  const now = await openTestStore({ databaseFile });
  const people = await now.db.selectFrom('people').select(['id', 'expiresAt']).execute();
  t.same(new Set(people.map(({ expiresAt }) => expiresAt?.getTime())), new Set([soon.getTime()]));
  await now.close();
});
