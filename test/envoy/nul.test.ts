import { sql } from 'kysely';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { readYaml } from '#base/reloadable';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { readList } from '#sanctions-lists';
import { DeskBrowser, startDesk } from '../desk/start-desk.ts';
import { hookSecret, startHook } from '../support/hook.ts';
import { openTestStore } from '../support/store.ts';

const approving = { name: 'all', run: async () => ({ passed: true, reason: 'matched' }) as const };

t.test(
  'a NUL in what Envoy sends is replaced at the door, the same on both databases',
  async (t) => {
    const seen: unknown[] = [];
    const told: string[] = [];
    const hook = await startHook(t, {
      checks: [approving],
      onDecided: [
        (_decision, { claim, hostName, locationName }) =>
          seen.push({ claim, hostName, locationName }),
      ],
      tellUnread: async (decision) => void told.push(decision.reason),
    });
    t.teardown(() => hook.stop());
    const send = (change: (body: ReturnType<typeof heldSignIn>) => void, jobId: string) => {
      const body = heldSignIn({ name: 'Ada\0Example', email: 'ada@example.com', jobId });
      change(body);
      return sendSigned(hook.url, hookSecret, JSON.stringify(body));
    };
    const { status } = await send(({ meta, payload }) => {
      payload.id = 'entry\0 1';
      payload.attributes.host = 'Grace\0';
      meta.location.attributes.name = '\0HQ';
    }, 'job');
    t.equal(status, 200);
    t.match(seen, [
      { claim: { name: 'Ada\uFFFDExample' }, hostName: 'Grace\uFFFD', locationName: '\uFFFDHQ' },
    ]);
    t.match(await findSignIn(hook.store.db, 'job'), { entryId: 'entry\uFFFD 1' });

    // With the NUL replaced, this job could be taken for another one.
    t.equal((await send(() => {}, 'job\0')).status, 412);
    t.strictSame(told, ['bad_request'], 'held, and not in silence');
  },
);

t.test('a text that came past every door is the same in both databases', async (t) => {
  const store = await openTestStore({ databaseFile: path.join(t.testdir(), 'vestibule.sqlite') });
  t.teardown(() => store.close());
  const text = 'a\0b';
  const { rows } = await sql<{ text: string }>`select cast(${text} as text) as text`.execute(
    store.db,
  );
  t.strictSame(rows, [{ text: 'a\uFFFDb' }]);
});

t.test('the desk refuses one in a body, a query and an address', async (t) => {
  const { listen, add } = await startDesk(t);
  const { login, link } = await add('Ada Example', 'manager');
  const browser = new DeskBrowser(await listen());
  const refused = async (call: ReturnType<DeskBrowser['get']>) =>
    t.match(await call, { status: 400, json: { error: 'malformed', message: /NUL/ } });
  await refused(browser.post('/desk/api/login', { login: `${login}\0`, password: 'x' }));
  await refused(browser.post('/desk/api/login', { login, password: 'x', ['a\0']: 1 }));
  await browser.post('/desk/api/set-password', { link, password: 'four plain words here' });
  await refused(browser.get('/desk/api/history?name=a%00b'));
  await refused(browser.get('/desk/api/history/a%00b'));
});

t.test('files with one are refused', async (t) => {
  t.match(readYaml('one: fine\ntwo: "a\\0b"\n"thr\\0ee": 3\n').mistakes, [
    { line: 2 },
    { line: 3 },
  ]);
  const folder = t.testdir();
  const file = path.join(folder, 'list.csv');
  const heading = 'id,schema,name,aliases,birth_date,countries';
  writeFileSync(file, `${heading}\n1,Person,Ada\0 Example,,,\n`);
  await t.rejects(readList('opensanctions', { file }).next(), { code: 'list_cut_off' });
});
