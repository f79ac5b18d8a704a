import t from 'tap';
import { listInstalls } from '#server/store/tables/kiosks.ts';
import { clientId } from '../support/fake-envoy/start.ts';
import { openAccount, appSecret } from './account.ts';

// All exchanges with Envoy, over real ports and a real database. Only the clock belongs to the test.
const ada = { name: 'Ada Example', email: 'ada@example.com' };
const form = { location_code: 'SF-1', contact: 'desk@acme.example' };
const status = (status: number) => ({ kind: 'status' as const, status });
const hourMs = 60 * 60_000;

t.test('from the setup step to the line in the visitor log, with Envoy in trouble', async (t) => {
  const { clock, log, envoy, live, statuses } = await openAccount(t, {
    answers: (jobId) =>
      jobId === 'held'
        ? { passed: false, reason: 'no_match' }
        : { passed: true, reason: 'matched' },
  });
  envoy.faults.add('token', status(500));
  envoy.faults.add('purpose', { ...status(429), retryAfter: '90' });
  envoy.faults.add('purpose', status(500));
  const app = await live();
  await clock.waitsFor(2000);
  await clock.turn(2000);
  await envoy.nextCall('token', (call) => call.status === 200);

  t.match(await envoy.setUp({}, form), { outcome: 'saved', config: form });
  await clock.waitsFor(90_000);
  await clock.turn(90_000);
  await clock.waitsFor(10_000);
  await clock.turn(10_000);
  await envoy.nextCall('purpose', (call) => call.status === 200);
  t.same([...envoy.account.purposes], [['9001', 'identity-verification']]);
  t.same(statuses('purpose'), [429, 500, 200]);

  t.match(await envoy.hold({ ...ada, jobId: 'held' }), {
    outcome: 'review',
    message: /^Vestibule: /,
  });
  envoy.faults.add('jobs', status(500));
  envoy.faults.add('jobs', { ...status(429), retryAfter: '120' });
  envoy.faults.add('jobs', { kind: 'closed_socket' });
  t.match(await envoy.hold({ ...ada, jobId: 'in' }), { outcome: 'let_in' });
  t.same(statuses('jobs'), [], 'not before the visitor was let in');
  await app.pass(hourMs);
  t.same(statuses('jobs'), [500, 429, null, 200]);
  t.same(envoy.account.jobs.get('in'), [
    {
      status: 'done',
      status_message: 'Vestibule: The face matches the enrolled person.',
      attachments: [
        { type: 'text', label: 'Reason', value: 'matched' },
        { type: 'text', label: 'Check: face', value: 'passed: matched' },
      ],
    },
  ]);
  t.notOk(envoy.account.jobs.has('held'), 'of a review, the answer has said it');

  t.match(await envoy.uninstall({}), { status: 200 });
  t.same(await listInstalls(app.db), []);
  t.match(await envoy.hold({ ...ada, jobId: 'later' }), { outcome: 'let_in' });

  const text = log.text();
  t.match(text, 'purpose registered with Envoy');
  const basic = Buffer.from(`${clientId}:${appSecret}`).toString('base64');
  for (const hidden of [appSecret, basic, 'Bearer', ada.name, ada.email, form.contact]) {
    t.notMatch(text, hidden);
  }
});

t.test(
  'a line that was not written before the process ended is written once by the next',
  async (t) => {
    const { envoy, live, statuses } = await openAccount(t);
    const first = await live({ tell: false });
    t.match(await envoy.hold({ ...ada, jobId: 'in' }), { outcome: 'let_in' });
    t.match(await envoy.hold({ ...ada, jobId: 'in' }), { outcome: 'let_in' }, 'a repeat');
    await first.end();
    t.same(statuses('jobs'), []);
    const second = await live();
    await second.pass(hourMs);
    t.same(statuses('jobs'), [200]);
    await second.end();
    const third = await live();
    await third.pass(hourMs);
    t.same(statuses('jobs'), [200]);
  },
);

t.test('a token that has ended in the meantime costs a try, not the line', async (t) => {
  const { envoy, live, statuses } = await openAccount(t);
  const app = await live();
  await envoy.nextCall('token');
  envoy.tokens.revokeAll();
  t.match(await envoy.hold({ ...ada, jobId: 'in' }), { outcome: 'let_in' });
  await app.pass(hourMs);
  t.equal(statuses('jobs')[0], 401);
  t.same(statuses('jobs').at(-1), 200);
  t.equal(envoy.account.jobs.get('in')?.length, 1);
});

t.test(
  'sign-ins and setup steps are answered while the login hangs, is refused, or nothing is there',
  async (t) => {
    for (const trouble of ['hangs', 'refused', 'gone'] as const) {
      const { envoy, live, statuses, log } = await openAccount(t, {
        settings: trouble === 'refused' ? { ENVOY_CLIENT_ID: 'another' } : {},
      });
      if (trouble === 'hangs') envoy.faults.add('token', { kind: 'silence' }, Infinity);
      if (trouble === 'gone') await envoy.stop();
      const app = await live();
      t.match(await envoy.setUp({}, form), { outcome: 'saved' }, trouble);
      t.match(await envoy.hold({ ...ada, jobId: trouble }), { outcome: 'let_in' }, trouble);
      t.same(statuses('jobs'), []);
      t.match(await listInstalls(app.db), [{ purposeState: 'pending' }]);
      if (trouble === 'refused') {
        await envoy.nextCall('token');
        await app.end();
        t.match(log.text(), 'Envoy refuses the login');
      } else await app.end();
    }
  },
);

t.test('without a client id nothing is called, and everything else works', async (t) => {
  const { envoy, live } = await openAccount(t, {
    settings: { ENVOY_CLIENT_ID: '', VESTIBULE_VISITOR_LOG_APPROVALS: 'false' },
  });
  const app = await live();
  t.match(await envoy.setUp({}, form), { outcome: 'saved' });
  t.match(await envoy.hold(ada), { outcome: 'let_in' });
  await app.pass(hourMs);
  t.same(envoy.calls, []);
  t.match(await listInstalls(app.db), [{ purposeState: 'pending', purposeAttempts: 0 }]);
});
