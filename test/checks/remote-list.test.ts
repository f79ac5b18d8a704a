import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import t, { type Test } from 'tap';
import { Value } from 'typebox/value';
import { Trial } from '../../lab/trial/trial.ts';
import { createRemoteListCheck } from '#server/checks/remote-list.ts';
import type { CheckResult, RequiredCheck } from '#server/sign-in/check.ts';
import { checksOf } from '#server/store/tables/sign-in-history.ts';
import { createLogger } from '#server/ops/logging.ts';
import { startHook } from '../support/hook.ts';
import { Lines } from '../support/lines.ts';
import { listSecret, answerHit, startDatabase, type ListQuestion } from './remote-database.ts';

/** The check with these settings of a policy. */
function remoteList(settings: Record<string, unknown>) {
  const check = createRemoteListCheck({ secret: listSecret });
  const { name } = check;
  return {
    name,
    run: (signIn, context) => check.run(signIn, { ...context, settings }),
  } satisfies RequiredCheck['check'];
}

const held = (jobId: string) => ({ jobId, email: 'ada@example.com' });

t.test('the list is told the allowed fields only, signed, and a clear answer passes', async (t) => {
  const database = await startDatabase(t, answerHit(false));
  const check = remoteList({ url: database.url, fields: ['name', 'host', 'phone'] });
  const hook = await startHook(t, { checks: [check] });
  t.teardown(() => hook.stop());
  t.equal((await hook.signIn(held('clear'))).status, 200);
  const [question] = database.asked as [ListQuestion];
  t.equal(question.type, 'sign_in.lookup');
  const { id, ...told } = question.data;
  t.match(id, /^[0-9a-f-]{36}$/);
  t.strictSame(told, { name: 'Ada Example', host: 'Grace Host', phone: null });
});

t.test('a hit is a review, told with its reference, and the other checks run on', async (t) => {
  const database = await startDatabase(t, answerHit(true, { reference: 'case:17/b' }));
  let wasCutShort: boolean | undefined;
  const slow: RequiredCheck['check'] = {
    name: 'face',
    run: async (_signIn, { signal }): Promise<CheckResult> => {
      await once(process, 'hit answered');
      wasCutShort = signal.aborted;
      return { passed: true, reason: 'matched' };
    },
  };
  const list = remoteList({ url: database.url });
  const told: RequiredCheck['check'] = {
    name: list.name,
    run: async (signIn, context) => {
      const result = await list.run(signIn, context);
      setImmediate(() => process.emit('hit answered' as 'beforeExit', 0));
      return result;
    },
  };
  const hook = await startHook(t, { checks: [slow, told] });
  t.teardown(() => hook.stop());
  const answer = await hook.signIn(held('hit'));
  t.equal(answer.status, 412);
  t.equal(wasCutShort, false);
  t.match(await checksOf(hook.store.db, 'hit'), [
    { check: 'face', passed: true },
    { check: 'remote_list', reason: 'watchlist_hit', note: 'Its reference is case:17/b.' },
  ]);
});

t.test('a hit is told although another check had failed before', async (t) => {
  const database = await startDatabase(t, answerHit(true));
  const failed: RequiredCheck['check'] = {
    name: 'face',
    run: async () => ({ passed: false, reason: 'not_enrolled' }),
  };
  const hook = await startHook(t, { checks: [failed, remoteList({ url: database.url })] });
  t.teardown(() => hook.stop());
  t.match((await hook.signIn(held('both'))).body, /watchlist/);
});

const redirect = (response: ServerResponse) =>
  response.writeHead(307, { location: '/elsewhere' }).end();
const strange: [string, (response: ServerResponse, asked: ListQuestion) => void, RegExp][] = [
  ['an answer that is no JSON', (r) => r.end('<html>ok</html>'), /understood/],
  ['nothing at all', (r) => r.end(), /understood/],
  ['an answer without a verdict', (r, { data }) => r.end(`{"id":"${data.id}"}`), /understood/],
  ['a verdict that is no boolean', answerHit('no' as never), /understood/],
  ['an answer that holds more than it may', answerHit(false, { error: 'partial' }), /understood/],
  ['a reference with a sentence in it', answerHit(true, { reference: 'see <b>x' }), /understood/],
  ['the answer to another question', answerHit(false, { id: 'other' }), /understood/],
  ['an answer without end', (r) => r.end(`{"id":"${'x'.repeat(64 * 1024)}"}`), /understood/],
  ['a server error', (r) => r.writeHead(500).end('{}'), /did not accept/],
  ['an address that is gone', (r) => r.writeHead(404).end('{}'), /did not accept/],
  ['a question that is refused', (r) => r.writeHead(400).end('{}'), /did not accept/],
  ['too many questions', (r) => r.writeHead(429).end('{}'), /did not accept/],
  ['a question that came too slowly', (r) => r.writeHead(408).end('{}'), /did not accept/],
  ['a clear answer under an error', (r, a) => answerHit(false)(r.writeHead(403), a), /accept/],
  ['an answer that breaks off', (r) => r.write('{"id":', () => r.destroy()), /understood/],
  ['no HTTP', (r) => r.socket?.end('hit\r\n\r\n'), /understood/],
  ['a redirect', redirect, /did not accept/],
];

const absent: [string, (response: ServerResponse, asked: ListQuestion) => void, RegExp][] = [
  ['a connection that breaks', (r) => r.destroy(), /reached/],
  ['a list out of service', (r) => r.writeHead(503).end(), /out of service/],
  ['a proxy without its list', (r) => r.writeHead(502).end(), /out of service/],
  ['a proxy whose list is late', (r) => r.writeHead(504).end(), /out of service/],
  ['a clear answer out of service', (r, a) => answerHit(false)(r.writeHead(503), a), /service/],
];

/** The outcomes of sign-ins at a hook, one for each way of answering. */
async function outcomes(t: Test, ways: typeof strange) {
  const database = await startDatabase(t, () => {});
  const now = { check: remoteList({ url: database.url }) };
  const list: RequiredCheck['check'] = {
    name: 'remote_list',
    run: (signIn, context) => now.check.run(signIn, context),
  };
  const hook = await startHook(t, { checks: [list] });
  t.teardown(() => hook.stop());
  const found = [];
  for (const [what, answering, note] of ways) {
    now.check = remoteList({ url: database.url });
    database.answerWith(answering);
    database.asked.length = 0;
    const { status } = await hook.signIn(held(what));
    const [outcome] = await checksOf(hook.store.db, what);
    t.equal(database.asked.length, 1, `${what}: asked once`);
    t.match(outcome?.note, note, what);
    found.push({ what, status, outcome });
  }
  return found;
}

t.test('without an answer that is understood, the visitor is held', async (t) => {
  for (const { what, status, outcome } of await outcomes(t, [...strange, ...absent])) {
    t.equal(status, 412, what);
    t.match(outcome, { passed: false, reason: 'watchlist_unreachable' }, what);
  }
});

t.test('nobody at the address is unreachable, a stranger at it is not understood', async (t) => {
  const gone = await startDatabase(t, () => {});
  const database = await startDatabase(t, () => {});
  gone.server.close();
  await once(gone.server, 'close');
  const asked = async (url: string) => {
    const hook = await startHook(t, { checks: [remoteList({ url })] });
    t.teardown(() => hook.stop());
    const { status } = await hook.signIn(held('asked'));
    return { status, check: (await checksOf(hook.store.db, 'asked'))[0] };
  };
  t.match(await asked(gone.url), { status: 412, check: { note: /could not be reached/ } });
  // The server speaks no TLS, so it cannot be the list.
  t.match(await asked(database.url.replace('http:', 'https:')), {
    status: 412,
    check: { reason: 'watchlist_unreachable', note: /could not be understood/ },
  });
});

t.test('the wrong secret is no answer either', async (t) => {
  const database = await startDatabase(t, answerHit(false));
  const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
  const check = createRemoteListCheck({ secret: other });
  const hook = await startHook(t, {
    checks: [
      {
        name: check.name,
        run: (s, c) => check.run(s, { ...c, settings: { url: database.url } }),
      },
    ],
  });
  t.teardown(() => hook.stop());
  t.equal((await hook.signIn(held('wrong'))).status, 412);
  t.match(await checksOf(hook.store.db, 'wrong'), [{ note: /did not accept the question/ }]);
  t.equal(database.asked.length, 0);
});

t.test('a sign-in that tells nothing the list may hear is not asked about', async (t) => {
  const database = await startDatabase(t, answerHit(false));
  const check = remoteList({ url: database.url, fields: ['email', 'host'] });
  const hook = await startHook(t, { checks: [check] });
  t.teardown(() => hook.stop());
  t.equal((await hook.signIn({ jobId: 'nothing', email: null })).status, 412);
  t.equal(database.asked.length, 0);
  t.match(await checksOf(hook.store.db, 'nothing'), [{ reason: 'watchlist_unreachable' }]);
});

t.test('a database that hangs does not delay the answer past the deadline', async (t) => {
  const database = await startDatabase(t, () => {});
  const deadlineMs = 1500;
  const hook = await startHook(t, { checks: [remoteList({ url: database.url })], deadlineMs });
  t.teardown(() => hook.stop());
  t.equal((await hook.signIn(held('hangs'))).status, 412);
  t.match(await checksOf(hook.store.db, 'hangs'), [
    { reason: 'watchlist_unreachable', note: /did not answer in time/ },
  ]);
});

t.test('a list that was out of service counts again with its first answer', async (t) => {
  const database = await startDatabase(t, (response) => response.writeHead(503).end());
  const hook = await startHook(t, { checks: [remoteList({ url: database.url })] });
  t.teardown(() => hook.stop());
  for (const n of [1, 2, 3, 4]) t.equal((await hook.signIn(held(`dead-${n}`))).status, 412);
  database.answerWith(answerHit(false));
  t.equal((await hook.signIn(held('back'))).status, 200);
});

t.test(
  'a policy names it, and a database that hangs holds until the deadline, as an old policy may not change',
  async (t) => {
    const database = await startDatabase(t, () => {});
    const policy = `
answers: { birthDate: Born }
default:
  checks:
    remote_list:
      url: ${database.url}
      fields: [name, birthDate]
      timeoutSeconds: 2
      whenUnreachable: pass
`;
    const folder = t.testdir({ 'policy.yaml': policy });
    const trial = await Trial.start(folder, createLogger('silent', new Lines()), {
      VESTIBULE_DEADLINE_SECONDS: '5',
      REMOTE_LIST_SECRET: listSecret,
    });
    t.teardown(() => trial.stop());
    const answers = [{ field: 'Born', value: '10 December 1985' }];
    const answer = await trial.signIn({ name: 'Ada Example', jobId: 'slow', answers });
    t.equal(answer.status, 412);
    t.match(await checksOf(trial.service.db, 'slow'), [
      { check: 'remote_list', reason: 'watchlist_unreachable', note: /did not answer in time/ },
      {},
    ]);
    t.match(database.asked, [{ data: { name: 'Ada Example', birthDate: '1985-12-10' } }]);
  },
);

t.test('a list is asked over https, or on this machine', async (t) => {
  const { settings } = createRemoteListCheck({ secret: null });
  const fits = (url: string) => Value.Check(settings, Value.Default(settings, { url }));
  t.ok(fits('https://list.example/lookup?v=1'));
  t.ok(fits('http://127.0.0.1:9000/lookup'));
  t.ok(fits('http://[::1]:9000'));
  t.notOk(fits('http://list.example/lookup'));
  t.notOk(fits('http://127.0.0.1.list.example/'));
  t.notOk(fits('http://localhost@list.example/'));
  t.notOk(fits('https://user:password@list.example/'));
  t.notOk(fits('ftp://127.0.0.1/'));
});

t.test('without a secret nothing is asked and nobody passes', async (t) => {
  const database = await startDatabase(t, answerHit(false));
  const check = createRemoteListCheck({ secret: null });
  const settings = { url: database.url };
  const run: RequiredCheck['check']['run'] = (s, c) => check.run(s, { ...c, settings });
  const lines = new Lines();
  const log = createLogger('info', lines);
  const hook = await startHook(t, { checks: [{ name: check.name, run }], log });
  t.teardown(() => hook.stop());
  t.equal((await hook.signIn(held('none'))).status, 412);
  t.match(lines.text(), /REMOTE_LIST_SECRET_IS_NOT_SET/);
  t.equal(database.asked.length, 0);
  t.match(await checksOf(hook.store.db, 'none'), [{ reason: 'internal_error' }]);
});
