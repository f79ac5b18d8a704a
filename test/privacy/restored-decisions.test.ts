import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import t, { type Test } from 'tap';
import { ContentsCipher } from '../../server/keys/message-cipher.ts';
import { loadConfig } from '../../server/config/config.ts';
import {
  addDeskAccount,
  changeDeskRole,
  revokeDeskAccount,
} from '../../server/desk/accounts/accounts.ts';
import { publishConsentText, withdrawConsent } from '../../server/people/consent.ts';
import { OptOuts } from '../../server/people/opt-outs.ts';
import { removePerson } from '../../server/people/erasure.ts';
import { copyDatabase } from '../../server/store/copy-database.ts';
import { openStore } from '../support/store.ts';
import { latestAuditEvent } from '../../server/store/tables/audit-events.ts';
import { currentConsentText } from '../../server/store/tables/privacy.ts';
import {
  listDeskAccounts,
  listDeskLinks,
  type DeskAccountRow,
} from '../../server/store/tables/desk-accounts.ts';
import { insertSignIn } from '../../server/store/tables/sign-ins.ts';
import { listWatchlistEntries } from '../../server/store/tables/watchlists.ts';
import { removeFromWatchlist } from '../../server/watchlist/change.ts';
import { decidedSignIn } from '../store/rows.ts';
import { runInTurn as run, runJsonInTurn as runJson } from '../support/in-turn.ts';
import { installation } from './installation.ts';

const actor = 'command:desk';

/** A copy, and an installation in which something of each kind was decided since. */
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
  await copyDatabase(db, path.join(here.folder, 'copy.sqlite'));
  const [revoked, demoted] = added;
  if (revoked) await revokeDeskAccount(db, revoked, desk);
  if (demoted) await changeDeskRole(db, demoted, 'auditor', desk);

  await publishConsentText(db, { version: '2', text: 'The second text.' }, actor);
  await publishConsentText(db, { version: '3', text: 'The third text.' }, actor);
  // As by a clock that stands still, and was set back since the copy was made.
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
  const messages = new ContentsCipher(config.templateKeyFile);
  await removePerson(store, 'bo', { actor, because: 'asked', registerFile, messages });
  for (let i = 0; i < 50; i++) await insertSignIn(db, decidedSignIn(randomUUID()));
  await store.close();
  const after = async () => {
    const now = await openStore({ databaseFile: here.databaseFile });
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
    json: { readable: 'all', consentTexts: 2, watchlistRemoved: 1, optOuts: 1, withdrawn: 1 },
  });
  const { db, isOut } = await after();
  t.ok(isOut);
  t.match(await currentConsentText(db), { version: '3', text: 'The third text.' });
  t.match(await listWatchlistEntries(db), [{ id: 'watched' }]);
  t.equal((await listWatchlistEntries(db)).length, 1);
});

t.test('whoever may not use the desk any more, may not by a copy either', async (t) => {
  const { folder, after } = await decidedSince(t);
  t.match(await runJson(folder, ['restore', 'copy.sqlite', '--yes']), {
    json: { deskAccounts: 2 },
  });
  const { db } = await after();
  t.match(await listDeskAccounts(db), [
    { name: 'Rae Revoked', revokedAt: Date },
    { name: 'Dee Demoted', role: 'auditor', revokedAt: null },
    { name: 'Sam Same', role: 'manager', revokedAt: null },
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
