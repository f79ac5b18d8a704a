import t from 'tap';
import { createWatchlistCheck, watchlistSettings } from '#server/checks/watchlist.ts';
import { Value } from 'typebox/value';
import type { Hit } from '#server/watchlist/entry.ts';
import { dismissalsOf } from '#server/watchlist/dismissal-rows.ts';
import { deletePerson, insertPerson } from '#server/store/tables/people.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { auditEventsAbout } from '#server/store/tables/audit-events.ts';
import { hitNote, notedHits, storedHits } from '#server/watchlist/hit-note.ts';
import { importList } from '#server/watchlist/import-list.ts';
import { Watchlist } from '#server/watchlist/watchlist.ts';
import { LobbyBrowsers } from '../e2e/browser.ts';
import { enrolledPerson } from '../store/rows.ts';
import { listFile } from '../watchlist/open-store.ts';
import { startRingingDesk, type FaceCheck } from './ringing-desk.ts';

const browsers = new LobbyBrowsers();
t.teardown(() => browsers.close());

const person = {
  ...enrolledPerson('zoltan'),
  name: 'Zoltan Quentaris',
  nameFolded: 'zoltan quentaris',
};
const claimed = {
  ...person,
  standing: { isOutdated: false, withdrawnAt: null, expiresAt: null },
  templates: 1,
  isAltered: false,
  revision: '1',
};
const settings = Value.Create(watchlistSettings);
const entry = { list: 'ofac', entry: '90001' };

/** A desk and a hook with the real watchlist check, beside a face check that passes while `sees` is set. */
async function place(t: Parameters<typeof startRingingDesk>[0]) {
  const camera = { sees: true };
  const form: { birthDate: string | null } = { birthDate: null };
  const face: FaceCheck = {
    name: 'face',
    finds: true,
    run: async () => {
      const evidence = { personId: person.id };
      if (!camera.sees) return { passed: false, reason: 'no_match', evidence };
      return { passed: true, reason: 'passed', evidence, identified: claimed };
    },
  };
  const lists: { check?: FaceCheck } = {};
  const watchlist: FaceCheck = {
    name: 'watchlist',
    run: (signIn, context) => lists.check!.run(signIn, context),
  };
  const checks = [face, watchlist];
  const started = await startRingingDesk(t, {
    checks,
    requires: (signIn) => ({
      signIn: { ...signIn, facts: { ...signIn.facts, ...form } },
      checks: [
        { check: face, settings: {} },
        { check: watchlist, settings },
      ],
    }),
  });
  const { db } = started.desk;
  const people = { findClaimed: async () => [claimed] };
  lists.check = createWatchlistCheck({ watchlist: new Watchlist(db), people });
  await insertPerson(db, person);
  await importList(db, 'command:test', { source: 'ofac', file: listFile('sdn.xml') });
  const visit = async (jobId: string) => {
    const { status } = await started.hook.signIn({ name: person.name, jobId });
    return status;
  };
  const { browser, accountId } = await started.enter('Mo Manager', 'manager');
  const say = (jobId: string, isSamePerson: boolean, of: object = entry, by = browser) =>
    by.call('PUT', `/desk/api/cards/${jobId}/listed`, { ...of, isSamePerson });
  return { ...started, db, camera, form, browser, accountId, visit, say };
}

t.test('a hit shows whom the list means and what agreed; what is said of it stays', async (t) => {
  const { db, browser, accountId, camera, enter, visit, say } = await place(t);
  t.equal(await visit('first'), 412);
  const { json } = await browser.get('/desk/api/cards/first/facts');
  const [hit] = json['listed'] as { percent: number }[];
  t.match(hit, {
    ...{ ...entry, title: 'OFAC', by: 'name', birthDate: 'not asked', country: 'not asked' },
    names: ['QUENTARIS, Zoltan Miro', 'KWENTARIS, Soltan'],
    birthDates: ['1960-01-12', '1963~'],
    countries: ['Atlantis'],
    dismissed: null,
  });
  t.ok(hit!.percent > 80 && hit!.percent <= 100);

  const { browser: reception } = await enter('Ann Reception');
  t.match(await say('first', false, entry, reception), { status: 403 });
  t.match(await say('first', false, { ...entry, entry: '1' }), { status: 409 });
  t.equal(await visit('still'), 412, 'neither changed anything');
  const said = await say('first', false);
  t.match(said, { json: { listed: [{ dismissed: { by: 'Mo Manager' } }] } });
  t.equal(await visit('recognised'), 200);
  camera.sees = false;
  t.equal(await visit('typed'), 412, 'a name that is typed is no person');
  const held = (await browser.get('/desk/api/cards/typed/facts')).json;
  t.match(held, { listed: [entry] }, 'and the hit is what they are held for');
  camera.sees = true;

  t.match(await say('first', true), { json: { listed: [{ dismissed: null }] } });
  t.equal(await visit('undone'), 412);
  const acts = (await auditEventsAbout(db, person.id)).filter(({ action }) =>
    /^list_/.test(action),
  );
  const actor = `desk:${accountId}`;
  t.match(acts, [
    { action: 'list_hit_dismissed', actor, details: JSON.stringify(entry) },
    { action: 'list_hit_restored', actor, details: JSON.stringify(entry) },
  ]);

  const first = db.updateTable('sign_ins').where('jobId', '=', 'first');
  const { hits: stored } = (await findSignIn(db, 'first'))!;
  await first.set({ hits: stored!.replace('"by":"name"', '"by":"email"') }).execute();
  t.match(await say('first', false), { status: 409 }, 'which more than a name led to');
  await first.set({ hits: stored }).execute();
  await say('first', false);
  await db.updateTable('watchlist_listed').set({ birthDates: '["1980"]' }).execute();
  t.equal(await visit('changed'), 412, 'the entry is another by now');
  t.match((await browser.get('/desk/api/cards/first/facts')).json, {
    listed: [{ dismissed: null, birthDates: ['1980'] }],
  });
  await deletePerson(db, person.id);
  t.same(await dismissalsOf(db, person.id), [], 'erased with the person');
});

t.test('a dismissed hit counts again when the visitor gives the listed birth date', async (t) => {
  const { form, browser, visit, say } = await place(t);
  t.equal(await visit('first'), 412);
  t.match(await say('first', false), { status: 200 });
  t.equal(await visit('dismissed'), 200);
  form.birthDate = '1960-01-12';
  t.equal(await visit('the listed one'), 412);
  const facts = await browser.get('/desk/api/cards/the%20listed%20one/facts');
  t.match(facts.json, { listed: [{ birthDate: 'agrees', dismissed: null }] });
  form.birthDate = null;
  t.equal(await visit('without a date'), 200, 'as before');
  t.match(await say('the%20listed%20one', false), { status: 200 }, 'seen with the date');
  for (const birthDate of ['1960-01-12', null]) {
    form.birthDate = birthDate;
    t.equal(await visit(`dismissed with ${birthDate}`), 200);
  }
});

t.test('hits are stored beside their note, whatever an entry is called', (t) => {
  const compared = { birthDate: 'not asked', country: 'differs' } as const;
  const hit: Hit = {
    list: 'opensanctions',
    entry: 'NK-1, by',
    by: 'name',
    name: 'X',
    score: 0.949,
  };
  const company: Hit = { list: 'un', entry: '2', by: 'company', name: 'Y', score: 1 };
  const hits = [{ ...hit, compared }, company];
  t.match(hitNote(hits), /^Entry NK-1, by of .+, by name\. Name 94 %/);
  t.same(storedHits(JSON.stringify(notedHits(hits))), [
    { list: 'opensanctions', entry: 'NK-1, by', by: 'name', percent: 94, ...compared },
    { list: 'un', entry: '2', by: 'company', percent: null, birthDate: null, country: null },
  ]);
  t.same(storedHits(null), []);
  t.same(storedHits('[{"list":"un"}]'), []);
  t.end();
});

t.test(
  'a manager reads whom the list means, and says that it is not the same person',
  async (t) => {
    const { db, url, desk, visit } = await place(t);
    t.equal(await visit('first'), 412);
    const { page, close } = await browsers.open({ camera: null });
    t.teardown(close);
    const { link } = await desk.add('Maria Boss', 'manager');
    await page.goto(`${url}/desk/#link=${link}`);
    await page.getByLabel('New password').fill('four plain words here');
    await page.getByLabel('Once more').fill('four plain words here');
    await page.getByRole('button', { name: 'Set password and log in' }).click();
    await page.locator('.row .name').first().click();
    const entries = page.getByRole('region', { name: 'Entries of official lists' });
    await entries.getByText('KWENTARIS, Soltan').waitFor();
    const notThem = entries.getByRole('button', { name: 'Not the same person' });
    await notThem.click();
    await entries.getByRole('alert').getByText('From now on this entry does not hold').waitFor();
    t.same(await dismissalsOf(db, person.id), [], 'the first press asks');
    await notThem.click();
    await entries.getByText(/Maria Boss said .* not the same person/).waitFor();
    t.match(await dismissalsOf(db, person.id), [entry]);
    t.equal(await visit('recognised'), 200);
  },
);
