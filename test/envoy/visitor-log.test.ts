import path from 'node:path';
import t from 'tap';
import type { CheckResult, RequiredCheck } from '#server/sign-in/check.ts';
import { replyTo } from '#server/envoy/replies.ts';
import { decide, review } from '#server/sign-in/decision.ts';
import { createLedger } from '#server/sign-in/ledger.ts';
import { readSignIn } from '../support/read-sign-in.ts';
import { heldSignIn } from '../../lab/simulate/held-sign-in.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { openTestStore } from '../support/store.ts';
import { startHook } from '../support/hook.ts';
import { approvalMark } from '../support/approval-mark.ts';

type Check = RequiredCheck['check'];

const check = (name: string, result: CheckResult): Check => ({ name, run: async () => result });
const document = check('document', { passed: true, reason: 'passed' });
const evidence = { frames: 12, usableFrames: 7, score: 0.4321, note: 'Two people have this name.' };
const stranger = check('face', { passed: false, reason: 'no_match', evidence });

interface Body {
  message: string;
  debugInfo: object;
  attachments: { type: string; label: string; value: unknown }[];
}
const bodyOf = (body: string) => JSON.parse(body) as Body;

t.test('the front desk reads why, what was tried, and how much was seen', async (t) => {
  const hook = await startHook(t, { checks: [stranger, document] });
  t.teardown(() => hook.stop());
  const { status, body } = await hook.signIn();
  t.equal(status, 412);
  t.same(bodyOf(body), {
    message:
      'Vestibule: The face does not match the enrolled person. Please check an identity document.',
    debugInfo: {},
    attachments: [
      { type: 'text', label: 'Reason', value: 'no match' },
      { type: 'text', label: 'Check: face', value: 'no match' },
      { type: 'text', label: 'Check: document', value: 'passed' },
      { type: 'text', label: 'Frames seen', value: '12, 7 of use' },
      { type: 'text', label: 'Note', value: 'Two people have this name.' },
    ],
  });
  t.notMatch(body, '4321', 'no score');
  t.notMatch(body, 'Ada', 'nobody is named');
});

t.test(
  'of a watchlist the visitor log has the word only, and the record has the entry',
  async (t) => {
    const note = 'Entry 17 of OFAC, by name.';
    const listed = check('watchlist', {
      passed: false,
      reason: 'watchlist_hit',
      keepOtherChecksRunning: true,
      evidence: { note },
    });
    const hook = await startHook(t, {
      checks: [stranger, listed],
    });
    t.teardown(() => hook.stop());
    const { body } = await hook.signIn({ jobId: 'hit' });
    t.match(body, '"Check: watchlist","value":"watchlist hit"');
    t.match(body, '"Check: face","value":"no match. Two people have this name."');
    t.notMatch(body, 'OFAC');
    t.equal((await findSignIn(hook.store.db, 'hit'))?.note, note);
  },
);

t.test('a check that another one cut short is told apart from one that was late', async (t) => {
  const ended: Check = {
    name: 'camera',
    run: (_signIn, { signal }) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () =>
          resolve({ passed: false, reason: 'internal_error' }),
        ),
      ),
  };
  const never: Check = { name: 'remote-list', run: () => new Promise(() => {}) };
  const failed = check('document', { passed: false, reason: 'document_missing' });
  const said = async (deadlineMs: number, ...checks: Check[]) => {
    const hook = await startHook(t, { checks, deadlineMs });
    const { attachments } = bodyOf((await hook.signIn()).body);
    await hook.stop();
    return attachments.map(({ label, value }) => `${label} ${String(value)}`);
  };
  t.same(await said(600_000, ended, failed), [
    'Reason document missing',
    'Check: camera not finished',
    'Check: document document missing',
  ]);
  t.same(await said(500, never), ['Reason timed out', 'Check: remote-list timed out']);
});

t.test('a repeat gets the same bytes, at once and after a restart', async (t) => {
  const databaseFile = path.join(t.testdir(), 'vestibule.sqlite');
  const options = {
    checks: [stranger, document],
    databaseFile,
  };
  const hook = await startHook(t, options);
  const first = await hook.signIn({ jobId: 'again' });
  t.equal((await hook.signIn({ jobId: 'again' })).body, first.body);
  await hook.stop();
  const next = await startHook(t, { ...options, checks: [document] });
  t.teardown(() => next.stop());
  t.equal((await next.signIn({ jobId: 'again' })).body, first.body);
});

t.test('a verdict that came too late to be told is not told by a repeat either', async (t) => {
  const store = await openTestStore({ databaseFile: path.join(t.testdir(), 'vestibule.sqlite') });
  t.teardown(() => store.close());
  const ledger = createLedger(store.db, approvalMark);
  const body = Buffer.from(JSON.stringify(heldSignIn({ name: 'Ada', jobId: 'late' })));
  const signIn = readSignIn(body, new Date());
  if (!signIn) throw new Error('not a sign-in');
  const passed = {
    check: 'face',
    passed: true,
    reason: 'matched',
    milliseconds: 5,
    evidence,
  } as const;
  const arrivedAt = new Date();
  await ledger.record(decide('late', arrivedAt, [passed]), signIn);
  const told = review('late', arrivedAt, 'timed_out');
  await ledger.record(told, signIn, { isAnswered: true });
  const found = await ledger.find('late');
  t.same(found && replyTo(found), replyTo(told));
});
