import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import type { Visitor } from '../../lab/simulate/held-sign-in.ts';
import { createWatchlistCheck } from '#server/checks/watchlist.ts';
import { Gallery } from '#server/people/gallery.ts';
import { checksOf } from '#server/store/tables/sign-in-history.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { deleteWatchlistEntry } from '#server/store/tables/watchlists.ts';
import { noteFollowedList } from '#server/watchlist/follow/followed-list-rows.ts';
import { addToWatchlist } from '#server/watchlist/change.ts';
import type { NewEntry } from '#server/watchlist/entry.ts';
import { importList } from '#server/watchlist/import-list.ts';
import { Watchlist } from '#server/watchlist/watchlist.ts';
import { startHook } from '../support/hook.ts';
import { runInTurn } from '../support/in-turn.ts';
import { startRuledHook } from '../policy/ruled-hook.ts';
import { followAt } from './followed.ts';
import { listFile, openedStore } from './open-store.ts';
import { unList } from './publisher.ts';

const actor = 'command:test';
const policy = `
answers:
  birthDate: Date of birth
  country: Country
  company: Company
dates: day-first
rules:
  - name: official only
    when: { flow: Contractor }
    checks:
      watchlist: { lists: [ofac] }
  - name: own only
    when: { flow: Own only }
    checks:
      watchlist: { lists: [own] }
  - name: strict
    when: { flow: Strict }
    checks:
      watchlist: { whenStale: hold }
default:
  checks:
    watchlist:
`;

const listed: NewEntry = {
  name: 'Somebody Listed',
  aliases: [],
  birthDate: null,
  country: null,
  email: null,
  domain: null,
  phone: null,
  company: null,
  note: 'house ban',
  legalBasis: null,
  expiresAt: null,
};

/** The real hook with the watchlist check. `add` changes the list through another connection. */
async function lobby(t: Test, isEmpty = false) {
  const folder = t.testdir();
  const databaseFile = path.join(folder, 'vestibule.sqlite');
  const store = await openedStore(t, databaseFile);
  const cipher = await openTemplateCipher(store.db, path.join(folder, 'template.key'));
  const people = new Gallery({ db: store.db, cipher, model: { id: 'onnx/test', dimension: 512 } });
  const check = createWatchlistCheck({ watchlist: new Watchlist(store.db), people });
  const hook = await startRuledHook(t, policy, [check], databaseFile);
  const { db } = await openedStore(t, databaseFile);
  let job = 0;
  const add = async (entry: Partial<NewEntry>) => {
    const result = await addToWatchlist(db, actor, { ...listed, name: null, ...entry });
    if (result.state === 'refused') throw new Error(JSON.stringify(result));
    return result.id;
  };
  if (!isEmpty) await add({ name: 'Somebody Listed' });
  return {
    db,
    databaseFile,
    add,
    /** Signs in. Returns the outcome from the store and from the answer to Envoy. */
    visit: async (visitor: Partial<Visitor>) => {
      const jobId = `job-${++job}`;
      const { status, body } = await hook.signIn({ name: 'Bo Ordinary', ...visitor, jobId });
      const { reason, note } = (await findSignIn(db, jobId)) ?? {};
      return { status, body, reason, note };
    },
  };
}

const passed = { status: 200, reason: 'passed' };
const held = { status: 412, reason: 'watchlist_hit' };

t.test('a name is found however it is written, and a part of another word is not', async (t) => {
  const { add, visit } = await lobby(t, true);
  const closed = { status: 412, reason: 'watchlist_out_of_date', note: /all of them are empty/ };
  t.match(await visit({ name: 'Ada Quentaris' }), closed, 'nobody is listed yet');
  const nobody = { name: 'Ada Quentaris', flow: 'Own only' };
  t.match(await visit(nobody), passed, 'where the own list is named it may be empty');
  const id = await add({ name: 'Ada Quentaris', aliases: ['Ida Sample'] });
  const hit = await visit({ name: 'Ada Quentaris' });
  t.match(hit, { ...held, note: `Entry ${id} of your own list, by name.` });
  t.notMatch(hit.body, 'house ban', 'what stands in the entry is not told');
  for (const name of ['QUENTARIS, Ada', 'Ada  Quentarsi', 'Ада Квентарис', 'A. Quentaris']) {
    t.match(await visit({ name }), held, name);
  }
  t.match(await visit({ name: 'ida sample' }), held);
  await add({ name: 'Wei Yes' });
  for (const name of ['Wei Reyes', 'Ada', 'Ada Question', 'Bo Quentaris', 'Wei']) {
    t.match(await visit({ name }), passed, name);
  }
});

t.test(
  'whoever follows the procedure learns which entry it was, from the command line',
  async (t) => {
    const { add, visit, databaseFile } = await lobby(t);
    const folder = path.dirname(databaseFile);
    const hits = (...more: string[]) =>
      runInTurn(folder, ['watchlist', 'hits', ...more], { VESTIBULE_DATA_DIR: folder });
    t.match(await hits(), { code: 0, out: /No sign-in was held/ });
    const id = await add({ name: 'Ada Quentaris' });
    await visit({ name: 'Bo Ordinary' });
    t.match(await visit({ name: 'Ada Quentarsi' }), held);
    const note = `Entry ${id} of your own list, by name.`;
    const { out } = await hits('--json');
    t.match(JSON.parse(out), { hits: [{ jobId: 'job-2', check: 'watchlist', note }] });
    t.equal((JSON.parse(out) as { hits: unknown[] }).hits.length, 1);
    const shown = await hits();
    t.match(shown.out.replace(/\s+/g, ' '), `job job-2 watchlist: ${note}`);
    t.notMatch(shown.out + out, /Quentar|house ban/, 'nobody is named');
    t.match(await hits('--since', '2999-01-01'), { out: /No sign-in was held/ });
    t.match(await hits('--since', 'today'), { code: 2 });
  },
);

t.test('a listed name is found without its middle name, however that is hidden', async (t) => {
  const { add, visit } = await lobby(t);
  await add({ name: 'John Michael Doebler', birthDate: '1960-01-12' });
  await add({ name: 'Taylor Mark Smith', birthDate: '1960-01-12' });
  for (const name of [
    ...['John Doebler', 'JohnDoebler', 'Doebler, John', 'DoeblerJohn', 'John\u200bDoebler'],
    ...['John\u2060Doebler', 'Jo\u200bhn Doebler', 'John "Jack" Doebler', 'John (Jack) Doebler'],
    ...['John Doebler-Smith', 'Smith-Doebler, John', 'Lohn Doebler', 'John Dobler'],
  ]) {
    t.match(await visit({ name }), held, JSON.stringify(name));
  }
  const young = { answers: [{ field: 'Date of birth', value: '12.01.1999' }] };
  for (const name of ['John Doebler', 'JohnDoebler', 'John "Jack" Doebler', 'Doebler, John']) {
    t.match(await visit({ name, ...young }), held, name);
  }
  t.match(await visit({ name: 'Lohn Doebler', ...young }), passed, 'a name that is only like it');
  t.match(await visit({ name: 'Taylor Smith', ...young }), passed, 'a name that many bear');
  for (const name of ['Michael Other', 'Jane Doebler', 'John Michael', 'Bo Doebler-Smith']) {
    t.match(await visit({ name }), passed, name);
  }
});

t.test('a name in Japanese characters is looked at by the front desk', async (t) => {
  const { visit } = await lobby(t);
  const review = { status: 412, reason: 'document_missing', note: /Japanese characters/ };
  for (const name of ['田中太郎', '安倍 晋三', '山田 はなこ'])
    t.match(await visit({ name }), review, name);
  // Kana are read by their sound, and Chinese characters as before.
  for (const name of ['タナカ タロウ', '王小明']) t.match(await visit({ name }), passed, name);
});

t.test('birth date and country narrow it where the form asks for them', async (t) => {
  const { add, visit } = await lobby(t);
  await add({ name: 'Ada Quentaris', birthDate: '1960-01-12', country: 'Panama' });
  const born = (value: string) => ({ answers: [{ field: 'Date of birth', value }] });
  t.match(await visit({ name: 'Ada Quentaris', ...born('12.01.1960') }), held);
  // The visitor's own statement clears a similar name, but never exactly this name.
  t.match(await visit({ name: 'Ada Quentaris', ...born('12.01.1990') }), held);
  t.match(await visit({ name: 'Quentaris, Ada Visitor', ...born('12.01.1990') }), held);
  t.match(await visit({ name: 'Ad4 Quent😀aris', ...born('12.01.1990') }), held);
  t.match(await visit({ name: 'Ada Quentarsi' }), held);
  t.match(await visit({ name: 'Ada Quentarsi', ...born('12.01.1990') }), passed);
  t.match(await visit({ name: 'Ada Quentaris', ...born('unreadable') }), held);
  const from = (value: string) => ({ answers: [{ field: 'Country', value }] });
  t.match(await visit({ name: 'Ada Quentarsi', ...from('Deutschland') }), held);
  t.match(await visit({ name: 'Aida Quentoris', ...from('PA') }), held);
  t.match(await visit({ name: 'Aida Quentoris', ...from('Deutschland') }), passed);
});

t.test('e-mail, domain, telephone and company are found in their usual forms', async (t) => {
  const { add, visit } = await lobby(t);
  await add({ email: 'ada@one.example' });
  await add({ domain: '@Two.example' });
  await add({ email: 'cy+list@one.example', domain: 'bücher.example' });
  t.match(await visit({ email: 'cy@one.example' }), held);
  t.match(await visit({ email: 'bo@xn--bcher-kva.example' }), { ...held, note: /by domain/ });
  await add({ phone: '+1 (415) 555-0132' });
  await add({ company: 'Vortega Shipping Ltd.' });
  t.match(await visit({ email: 'ADA@one.example' }), { ...held, note: /by email/ });
  for (const email of ['ada+visit@one.example', 'ada@one.example.', ' ada\u200b@one.example']) {
    t.match(await visit({ email }), { ...held, note: /by email/ }, email);
  }
  t.match(await visit({ email: 'bo@one.example' }), passed);
  t.match(await visit({ email: 'bo+ada@one.example' }), passed);
  t.match(await visit({ email: 'bo@two.example' }), { ...held, note: /by domain/ });
  t.match(await visit({ email: 'bo@mail.two.example' }), held);
  t.match(await visit({ email: 'bo@two.example.' }), held);
  t.match(await visit({ email: 'bo@nottwo.example' }), passed);
  for (const phone of ['(415) 555-0132', '+14155550132', '415.555.0132']) {
    t.match(await visit({ phone }), { ...held, note: /by phone/ }, phone);
  }
  for (const phone of [
    ...['0014155550132', '00 1 (415) 555-0132', '\u202a+1 415-555-0132\u202c'],
    ...['415 555 0133 / 415 555 0132', '+14155550133 +14155550132', '4155550133 or 4155550132'],
  ]) {
    t.match(await visit({ phone }), { ...held, note: /by phone/ }, phone);
  }
  for (const email of [
    ...['‹ada@one.example>', 'Ada <ada@one.example>', '"ada@one.example"'],
    ...['(ada@one.example)', 'bo@six.example, ada@one.example', 'mailto:ada@one.example'],
  ]) {
    t.match(await visit({ email }), { ...held, note: /by email/ }, email);
  }
  t.match(await visit({ phone: '415 555 0133' }), passed);
  t.match(await visit({ phone: '415 555 0133 / 415 555 0134' }), passed);
  t.match(await visit({ phone: 'none' }), passed);
  const company = (value: string) => ({ answers: [{ field: 'Company', value }] });
  t.match(await visit(company('VORTEGA SHIPPING, Inc.')), { ...held, note: /by company/ });
  t.match(await visit(company('Vortex Shipping')), passed);
});

t.test('an entry counts until it expires or is removed', async (t) => {
  const { add, visit, db } = await lobby(t);
  const hour = 60 * 60_000;
  const expiring = await add({
    name: 'Ada Quentaris',
    expiresAt: new Date(Date.now() + hour),
  });
  const id = await add({ name: 'Zoltan Miro' });
  t.match(await visit({ name: 'Ada Quentaris' }), held);
  const past = new Date(Date.now() - hour);
  await db
    .updateTable('watchlist_entries')
    .set({ expiresAt: past })
    .where('id', '=', expiring)
    .execute();
  t.match(await visit({ name: 'Ada Quentaris' }), passed);
  t.match(await visit({ name: 'Zoltan Miro' }), held);
  await deleteWatchlistEntry(db, id);
  t.match(await visit({ name: 'Zoltan Miro' }), passed);
});

t.test('an official list is replaced under the running service, at a stroke', async (t) => {
  const { add, visit, db } = await lobby(t);
  const zoltan = { name: 'Zoltan Quentaris' };
  t.match(await visit(zoltan), passed);
  t.match(await visit({ ...zoltan, flow: 'Contractor' }), {
    status: 412,
    reason: 'watchlist_out_of_date',
    note: /never imported: OFAC/,
  });
  await importList(db, actor, { source: 'ofac', file: listFile('sdn.xml') });
  t.match(await visit(zoltan), { ...held, note: 'Entry 90001 of OFAC, by name.' });
  // Without `t.testdir()`, because a second call would delete the database.
  const cut = path.join(t.testdirName, 'cut.xml');
  writeFileSync(cut, '<sdnList><sdnEntry><uid>1</uid>');
  await t.rejects(importList(db, actor, { source: 'ofac', file: cut }));
  t.match(await visit(zoltan), held, 'what was in force stays in force');
  const other =
    '<sdnList><sdnEntry><uid>7</uid><lastName>ELSE</lastName><firstName>Somebody</firstName><sdnType>Individual</sdnType></sdnEntry></sdnList>';
  const newer = path.join(t.testdirName, 'newer.xml');
  writeFileSync(newer, other);
  await importList(db, actor, { source: 'ofac', file: newer, mayShrink: true });
  t.match(await visit(zoltan), passed);
  t.match(await visit({ name: 'Somebody Else' }), held);
  await add({ name: 'Ada Quentaris' });
  const contractor = { flow: 'Contractor' };
  t.match(await visit({ ...contractor, name: 'Ada Quentaris' }), passed, 'not on that list');
  t.match(await visit({ ...contractor, name: 'Somebody Else' }), held);
});

t.test('whoever cannot be looked up by what the policy asks for is held', async (t) => {
  const { visit } = await lobby(t);
  for (const name of ['', '\u200b', '!?']) {
    const visitor = { name, email: 'ada@one.example' };
    t.match(
      await visit(visitor),
      { status: 412, reason: 'document_missing', note: /no name/ },
      JSON.stringify(name),
    );
  }
  t.match(await visit({ name: 'Ada' }), passed);
});

t.test('a listed name is found whatever is put into it or beside it', async (t) => {
  const { add, visit } = await lobby(t);
  await add({ name: 'John Doe', aliases: ['Jane Doe'] });
  for (const name of [
    'Jo😀hn Doe',
    'x John Doe',
    'John D0e',
    'Jane 1 Doe',
    'Jane Doe Visitor',
    'John Michael Doe',
    'J.o.h.n D.o.e',
    'John★Doe★guest',
  ]) {
    t.match(await visit({ name }), held, name);
  }
  for (const name of ['Jane Poe Visitor', 'John 1', 'Joe Dohn']) {
    t.match(await visit({ name }), passed, name);
  }
  t.match(await visit({ name: '17 3' }), { status: 412, reason: 'document_missing' });
});

t.test('a name with more words than are looked at hides nobody behind them', async (t) => {
  const { add, visit } = await lobby(t);
  await add({ name: 'Ada Quentaris' });
  const before = 'one two three four five six seven eight nine ten eleven twelve';
  t.match(await visit({ name: `${before} Ada Quentaris` }), {
    status: 412,
    reason: 'document_missing',
    note: /too long/,
  });
  t.match(await visit({ name: `Ada Quentaris ${before}` }), held, 'a hit is told as one');
  const long = 'Maria Luisa Fernanda dos Santos de Albuquerque e Castro Pereira';
  t.match(await visit({ name: long }), passed, 'as long as names are');
});

t.test('a list that is overdue holds everybody where the policy says so', async (t) => {
  const { db, visit, databaseFile } = await lobby(t, true);
  const main = path.join(path.dirname(databaseFile), 'un.xml');
  const bring = async (date: Date) => {
    writeFileSync(main, unList(date.toISOString().slice(0, 10), 20));
    await importList(db, actor, { source: 'un', file: main, mayBeOlder: true });
  };
  const strict = { name: 'Bo Ordinary', flow: 'Strict' };
  const dayMs = 24 * 3600_000;
  await bring(new Date(Date.now() - 40 * dayMs));
  t.match(await visit({ name: 'Bo Ordinary' }), passed, 'it goes on counting without');
  const overdue = { status: 412, reason: 'watchlist_out_of_date', note: /is overdue: UN/ };
  t.match(await visit(strict), overdue);
  t.match(await visit({ ...strict, name: 'Zoltan Quentarisak' }), held, 'a hit is told as one');
  await bring(new Date());
  t.match(await visit(strict), passed);

  // For days, the service could not check whether this list is the latest.
  const now = Date.now();
  await followAt(db, 'un', 'https://127.0.0.1:9/un.xml', new Date(now - 4 * dayMs));
  t.match(await visit(strict), overdue);
  await noteFollowedList(db, 'un', { currentAt: new Date(now - dayMs) });
  t.match(await visit(strict), passed);

  await db.deleteFrom('watchlists').execute();
  const gone = { status: 412, reason: 'watchlist_out_of_date', note: /was in force is gone: UN/ };
  t.match(
    await visit({ name: 'Bo Ordinary' }),
    gone,
    'and one that is gone holds, whatever it says',
  );
  t.match(await visit({ name: 'Bo Ordinary', flow: 'Own only' }), passed, 'but whom it concerns');
});

t.test('a visitor whose document may still be read is not clear of the lists', async (t) => {
  const databaseFile = path.join(t.testdir(), 'vestibule.sqlite');
  const store = await openedStore(t, databaseFile);
  const cipher = await openTemplateCipher(store.db, `${databaseFile}.key`);
  const people = new Gallery({ db: store.db, cipher, model: { id: 'onnx/test', dimension: 512 } });
  const reading = { name: 'reading', documents: true, run: () => new Promise<never>(() => {}) };
  const checks = [createWatchlistCheck({ watchlist: new Watchlist(store.db), people }), reading];
  const added = await addToWatchlist(store.db, actor, listed);
  t.equal(added.state, 'added');
  const hook = await startHook(t, { checks, databaseFile, deadlineMs: 1000 });
  t.equal((await hook.signIn({ jobId: 'late', name: 'Ada Example' })).status, 412);
  await hook.stop();
  // Both checks are late at the same moment; the first one to report ends the other.
  t.match(await checksOf(store.db, 'late'), [
    { check: 'watchlist', passed: false, reason: /^(timed_out|not_finished)$/ },
    { check: 'reading', passed: false },
  ]);
});
