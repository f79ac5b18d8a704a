import { once, EventEmitter } from 'node:events';
import t from 'tap';
import { QueryError } from '#database';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { programVersion } from '#server/config/environment.ts';
import {
  type CheckContext,
  type CheckResult,
  type RequiredCheck,
  withListener,
} from '#server/sign-in/check.ts';
import { sign } from '#envoy';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { hookSecret, startHook, type HookOptions } from '../support/hook.ts';
import { PushedTimer } from '../support/pushed-timer.ts';
import { lockWriting } from '../support/store.ts';

const matched: CheckResult = { passed: true, reason: 'matched' };
const noMatch: CheckResult = { passed: false, reason: 'no_match' };

type Check = RequiredCheck['check'];

/** A check that answers when the test says so, and counts its runs. */
class Asked extends EventEmitter implements Check {
  readonly name = 'asked';
  count = 0;
  verdicts: string[] = [];
  #answer: (result: CheckResult) => void = () => {};

  async run(_signIn: unknown, { signal }: CheckContext): Promise<CheckResult> {
    this.count++;
    const answer = new Promise<CheckResult>((resolve) => {
      this.#answer = resolve;
      signal.addEventListener('abort', () => resolve({ passed: false, reason: 'internal_error' }));
    });
    this.emit('asked');
    const result = await answer;
    return withListener(result, (verdict) => this.emit('told', this.verdicts.push(verdict)));
  }

  answer(result: CheckResult): void {
    this.#answer(result);
  }
}

const always = (result: CheckResult): Check => ({ name: 'always', run: async () => result });

t.test('one failed check among several is a review with its reason in words', async (t) => {
  const hook = await startHook(t, { checks: [always(matched), always(noMatch)] });
  t.teardown(() => hook.stop());
  const answer = await hook.signIn();
  t.equal(answer.status, 412);
  t.same(JSON.parse(answer.body), {
    message:
      'Vestibule: The face does not match the enrolled person. Please check an identity document.',
    debugInfo: {},
    attachments: [
      { type: 'text', label: 'Reason', value: 'no match' },
      { type: 'text', label: 'Check: always', value: 'passed: matched' },
      { type: 'text', label: 'Check: always', value: 'no match' },
    ],
  });
});

t.test('a stop waits for a sign-in that is being looked at', async (t) => {
  const asked = new Asked();
  const hook = await startHook(t, { checks: [asked], drainMs: 60_000 });
  const begun = once(asked, 'asked');
  const answer = hook.signIn({ jobId: 'meanwhile' });
  await begun;
  const stopped = hook.stop();
  asked.answer(matched);
  t.equal((await answer).status, 200);
  await stopped;
});

t.test('a stop also waits for a sign-in that arrives during its pause', async (t) => {
  const asked = new Asked();
  const timer = new PushedTimer();
  const hook = await startHook(t, { checks: [asked], drainMs: 60_000, timer });
  const drained = hook.signIns.drain(3000);
  const begun = once(asked, 'asked');
  const answer = hook.signIn({ jobId: 'late' });
  await begun;
  const held = drained.then(() => hook.signIns.hold());
  timer.push(3000);
  timer.ring();
  await new Promise(setImmediate);
  asked.answer(matched);
  t.equal((await answer).status, 200);
  await held;
  await hook.stop();
});

t.test('a missing or wrong signature is 401 and no check is asked', async (t) => {
  const asked = new Asked();
  const hook = await startHook(t, { checks: [asked] });
  t.teardown(() => hook.stop());
  const body = JSON.stringify(heldSignIn({ name: 'Ada' }));
  const send = (headers: Record<string, string>, sent = body) =>
    fetch(hook.url, {
      method: 'POST',
      body: sent,
      headers: { 'content-type': 'application/json', ...headers },
    }).then((response) => response.status);
  t.equal(await send({}), 401);
  t.equal(await send({ 'x-envoy-signature': '' }), 401);
  t.equal(await send({ 'x-envoy-signature': sign('another secret', body) }), 401);
  t.equal(await send({ 'x-envoy-signature': sign(hookSecret, body) }, `${body} `), 401);
  t.equal(await send({ 'x-envoy-signature': sign(hookSecret, 'x') }, ''), 401);
  t.equal(asked.count, 0);
});

t.test('a job whose number is too long to be told from another is a review', async (t) => {
  const hook = await startHook(t, { checks: [always(matched)] });
  t.teardown(() => hook.stop());
  const body = JSON.stringify(heldSignIn({ name: 'Ada', jobId: 'JOB' }));
  const send = (id: string) => sendSigned(hook.url, hookSecret, body.replace('"JOB"', id));
  t.equal((await send('9007199254740991')).status, 200);
  // JavaScript reads both as one number, so one job would get the answer of the other.
  for (const id of ['9007199254740992', '9007199254740993']) {
    t.equal((await send(id)).status, 412, id);
  }
});

t.test('both secrets are accepted during a rotation', async (t) => {
  const hook = await startHook(t, { checks: [always(matched)], secrets: ['new', hookSecret] });
  t.teardown(() => hook.stop());
  t.equal((await hook.signIn()).status, 200);
  const body = JSON.stringify(heldSignIn({ name: 'Ada' }));
  t.equal((await sendSigned(hook.url, 'new', body)).status, 200);
});

t.test('a signed body that cannot be used is a review, whatever it is', async (t) => {
  const hook = await startHook(t, { checks: [always(matched)] });
  t.teardown(() => hook.stop());
  for (const body of ['', '{', 'null', '[]', '{}', '{"meta":{"event":"entry_sign_in"}}']) {
    const answer = await sendSigned(hook.url, hookSecret, body);
    t.equal(answer.status, 412, body);
    t.match(JSON.parse(answer.body), { message: /^Vestibule: Envoy sent/, debugInfo: {} }, body);
  }
});

t.test('a signed body is read whatever its content type says', async (t) => {
  const hook = await startHook(t, { checks: [always(matched)] });
  t.teardown(() => hook.stop());
  const types = [
    'application/json; charset=utf-8',
    'application/vnd.api+json',
    'text/plain',
    'no content type at all',
  ];
  for (const type of types) {
    const body = JSON.stringify(heldSignIn({ name: 'Ada' }));
    const headers = { 'content-type': type, 'x-envoy-signature': sign(hookSecret, body) };
    const response = await fetch(hook.url, { method: 'POST', body, headers });
    t.equal(response.status, 200, type);
  }
});

t.test('the address is understood as people type it into a form', async (t) => {
  const hook = await startHook(t, { checks: [always(matched)] });
  t.teardown(() => hook.stop());
  const body = JSON.stringify(heldSignIn({ name: 'Ada' }));
  for (const end of ['/', '?a=b', '/?a=b']) {
    t.equal((await sendSigned(`${hook.url}${end}`, hookSecret, body)).status, 200, end);
  }
  const twice = hook.url.replace('/envoy', '//envoy');
  t.equal((await sendSigned(twice, hookSecret, body)).status, 200, twice);
});

t.test('a body of 1 MB is read, and a larger one is a review', async (t) => {
  const hook = await startHook(t, { checks: [always(matched)] });
  t.teardown(() => hook.stop());
  const bodyOf = (size: number) => {
    const body = heldSignIn({ name: 'Ada' });
    const field = { field: 'Notes', value: '' };
    body.payload.attributes['user-data'].push(field);
    field.value = 'x'.repeat(size - JSON.stringify(body).length);
    return JSON.stringify(body);
  };
  t.equal((await sendSigned(hook.url, hookSecret, bodyOf(1_000_000))).status, 200);
  t.equal((await sendSigned(hook.url, hookSecret, bodyOf(1_100_000))).status, 412);
});

t.test('a repeated job id joins the running sign-in', async (t) => {
  const asked = new Asked();
  const hook = await startHook(t, { checks: [asked] });
  t.teardown(() => hook.stop());
  const first = hook.signIn({ jobId: 'once' });
  await once(asked, 'asked');
  const second = hook.signIn({ jobId: 'once' });
  // Both calls use one event loop, so the other job arrives after the repeat was read.
  const other = hook.signIn({ jobId: 'other' });
  await once(asked, 'asked');
  asked.answer(noMatch);
  await other;
  t.equal(hook.signIns.held, 1);
  await hook.stop();
  const [a, b] = await Promise.all([first, second]);
  t.equal(a.body, b.body);
  t.equal(asked.count, 2, 'once for each job');
});

t.test('a job is told of, and counted, where it was decided', async (t) => {
  const told: [string, string, string, boolean][] = [];
  const at = (name: string): HookOptions => ({
    checks: [always(matched)],
    onDecided: [
      ({ jobId, verdict }, _signIn, isFirst) => void told.push([name, jobId, verdict, isFirst]),
    ],
  });
  const runner = await startHook(t, at('runner'));
  t.teardown(() => runner.stop());
  const { databaseFile } = runner;
  await runner.signIn({ jobId: 'once' });
  let answered = () => {};
  const isAnswered = new Promise<void>((resolve) => (answered = resolve));
  const timer = new PushedTimer();
  /** The other instance decides, and this instance does not hear of the decision in time. */
  const begin = async ({ jobId }: { jobId: string }) => {
    await runner.signIn({ jobId });
    if (jobId !== 'late') return 'silent' as const;
    timer.push(600_000);
    timer.ring();
    await isAnswered;
    return 'silent' as const;
  };
  const others = { begin, askedMsAgo: async () => null, end: () => {} };
  const asked = await startHook(t, {
    ...at('asked'),
    ...{ databaseFile, others, timer, deadlineMs: 600_000 },
  });
  t.equal((await asked.signIn({ jobId: 'once' })).status, 200, 'a repeat');
  t.equal((await asked.signIn({ jobId: 'handed' })).status, 200);
  t.equal((await asked.signIn({ jobId: 'late' })).status, 412);
  answered();
  await asked.stop();
  t.same(told, [
    ['runner', 'once', 'approved', true],
    ['runner', 'handed', 'approved', true],
    ['runner', 'late', 'approved', true],
  ]);
  // Envoy had called the other instance, too: the first stored decision stays.
  t.equal((await findSignIn(runner.store.db, 'late'))?.verdict, 'approved');
});

t.test('a check that throws is a review', async (t) => {
  const broken: Check = {
    name: 'broken',
    run: () => {
      throw new Error('a fault');
    },
  };
  const hook = await startHook(t, { checks: [broken, always(matched)] });
  t.teardown(() => hook.stop());
  const answer = await hook.signIn();
  t.equal(answer.status, 412);
  t.match(answer.body, 'had a fault');
  t.notMatch(answer.body, 'a fault"', 'the error itself is not shown');
});

t.test(
  'a database that cannot be written does not let in, and is told what was answered',
  async (t) => {
    const asked = new Asked();
    const hook = await startHook(t, { checks: [asked], deadlineMs: 5000 });
    t.teardown(() => hook.stop());
    const held = hook.signIn({ jobId: 'locked' });
    await once(asked, 'asked');
    // Subscribes before the lock, because the deadline may come first on a busy machine.
    const told = once(asked, 'told');
    const unlock = await lockWriting(hook.databaseFile);
    asked.answer(matched);
    const answer = await held;
    t.equal(answer.status, 412);
    const again = await hook.signIn({ jobId: 'locked' });
    t.equal(again.body, answer.body, 'the same answer while the disk is in the way');

    await unlock();
    await told;
    t.same(asked.verdicts, ['review'], 'the visitor is not welcomed on the screen either');
    await hook.stop();
    const after = await startHook(t, { checks: [], databaseFile: hook.databaseFile });
    t.equal((await findSignIn(after.store.db, 'locked'))?.verdict, 'review');
    await after.stop();
  },
);

t.test('what the deadline has answered is stored, whatever fails after it', async (t) => {
  let answered = () => {};
  const isAnswered = new Promise<void>((resolve) => (answered = resolve));
  let tries = 0;
  const failsOnce = async () => {
    if (tries++ > 0) return;
    await isAnswered;
    throw new QueryError('SQLITE_FULL', 'The disk is full.');
  };
  const late = { checks: [always(matched)], deadlineMs: 1000, ledgerHook: [failsOnce] };
  const hook = await startHook(t, late);
  t.match((await hook.signIn({ jobId: 'late' })).body, 'ran out of time');
  answered();
  await hook.stop();
  const after = await startHook(t, { checks: [], databaseFile: hook.databaseFile });
  t.match(await findSignIn(after.store.db, 'late'), { verdict: 'review', reason: 'timed_out' });
  await after.stop();
});

t.test('nothing else answers on the hook listener', async (t) => {
  const hook = await startHook(t, { checks: [always(matched)] });
  t.teardown(() => hook.stop());
  const origin = new URL(hook.url).origin;
  for (const path of ['/', '/kiosk/session', '/kiosk/socket', '/readyz', '/metrics', '/envoy']) {
    t.equal((await fetch(origin + path)).status, 404, path);
  }
  t.equal((await fetch(hook.url)).status, 404, 'GET of the sign-in URL');
  const health = await fetch(`${origin}/healthz`);
  t.same(await health.json(), { status: 'ok', version: programVersion() });
});

t.test('many sign-ins are held at once, and nothing warns of a leak', async (t) => {
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  t.teardown(() => process.off('warning', note));
  const all = new EventEmitter();
  let held = 0;
  const waiting: Check = {
    name: 'waiting',
    run: async () => {
      const release = once(all, 'release');
      if (++held === 30) all.emit('held');
      await release;
      return matched;
    },
  };
  all.setMaxListeners(0);
  const hook = await startHook(t, { checks: [waiting] });
  t.teardown(() => hook.stop());
  const areHeld = once(all, 'held');
  const answers = Array.from({ length: 30 }, () => hook.signIn());
  await areHeld;
  all.emit('release');
  for (const { status } of await Promise.all(answers)) t.equal(status, 200);
  await new Promise(setImmediate);
  t.same(
    warnings.filter(({ name }) => name === 'MaxListenersExceededWarning'),
    [],
  );
});
