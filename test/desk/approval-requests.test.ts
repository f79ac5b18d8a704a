import { EventEmitter, once } from 'node:events';
import t from 'tap';
import type { CheckResult } from '#server/sign-in/check.ts';
import { frontDeskWords, reasons, type ReviewReason } from '#server/sign-in/reasons.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { FaceDoubt, startRingingDesk, type FaceCheck } from './ringing-desk.ts';

// Tests the desk's requests while Envoy waits, through the real listeners, sockets and database.

const textOf = (answer: { body: string }) =>
  JSON.parse(answer.body || '{}') as { message?: string };

t.test('a press in time is a 200, with who and when on record and in the history', async (t) => {
  const face = new FaceDoubt();
  const { desk, hook, enter, acts } = await startRingingDesk(t, { checks: [face] });
  const ann = await enter('Ann Reception');
  const answer = hook.signIn({ name: 'Zoë Visitor', host: 'Hana Host', jobId: 'zoe' });
  const ringing = await ann.rings('zoe');
  t.match(ringing, {
    visitor: 'Zoë Visitor',
    host: 'Hana Host',
    why: frontDeskWords('no_match').why,
    remark: 'As measured.',
  });
  const seconds = (Date.parse(ringing.until) - Date.parse(ringing.since)) / 1000;
  t.ok(seconds > 7.25 && seconds < 19.25, 'the countdown ends before the deadline');
  t.match(await ann.press('zoe'), { status: 200, json: { letIn: true } });
  t.match(await answer, { status: 200, body: '{}' });
  t.same(face.told, [{ verdict: 'approved', reason: 'desk_approved' }], 'so the screen welcomes');

  const row = await findSignIn(desk.db, 'zoe');
  t.match(row, {
    verdict: 'approved',
    reason: 'desk_approved',
    check: 'face',
    note: 'As measured.',
  });
  const actor = `desk:${ann.accountId}`;
  t.same(
    (await acts('zoe')).map(({ action, actor }) => ({ action, actor })),
    [
      { action: 'sign_in_decided', actor: 'service' },
      { action: 'desk_let_in', actor },
    ],
  );
  await ann.until(() => ann.ringing.length === 0);
  await ann.until(() => ann.messages.some((each) => each.type === 'card'));
  const told = ann.messages.find((each) => each.type === 'card');
  t.match(told, { card: { jobId: 'zoe', reason: 'desk_approved', seenBy: 'Ann Reception' } });
  const story = await ann.browser.get('/desk/api/history/zoe');
  t.match(story.json, {
    entry: { verdict: 'approved', reason: 'desk_approved', seenBy: 'Ann Reception' },
    checks: [{ check: 'face', passed: false }],
  });
  const undone = await ann.browser.post('/desk/api/cards/zoe/outcome', { outcome: null });
  t.match(
    undone,
    { status: 409, json: { error: 'was_let_in' } },
    'Envoy was told, and nobody waits',
  );
});

t.test('a press for somebody who was listed while it rang lets nobody in', async (t) => {
  const listed: CheckResult = {
    passed: false,
    reason: 'watchlist_hit',
    keepOtherChecksRunning: true,
  };
  const list: FaceCheck = {
    name: 'watchlist',
    run: async () => ({
      passed: true,
      reason: 'passed',
      preconditions: { hold: async () => false, reevaluate: async () => listed },
    }),
  };
  const { desk, hook, enter, acts } = await startRingingDesk(t, {
    checks: [new FaceDoubt(), list],
  });
  const ann = await enter('Ann Reception');
  const answer = hook.signIn({ name: 'Zoë Visitor', jobId: 'zoe' });
  await ann.rings('zoe');
  t.match(await ann.press('zoe'), { status: 409 });
  t.equal((await answer).status, 412, 'at once, as there is nothing left to press');
  t.match(await findSignIn(desk.db, 'zoe'), { verdict: 'review', reason: 'watchlist_hit' });
  t.same(
    (await acts('zoe')).map(({ action }) => action),
    ['sign_in_decided'],
  );
  await ann.until(() => ann.ringing.length === 0);
});

t.test('"Hold" is the review it was, at once, and on record', async (t) => {
  const { hook, enter, acts, desk } = await startRingingDesk(t);
  const ann = await enter('Ann Reception');
  const answer = hook.signIn({ jobId: 'held' });
  await ann.rings('held');
  t.match(await ann.press('held', false), { status: 200, json: { letIn: false } });
  t.equal((await answer).status, 412);
  t.match(textOf(await answer).message, /does not match the enrolled person/);
  t.match(await ann.press('held'), { status: 409, json: { error: 'too_late' } });
  const { board } = desk.desk;
  t.match(await board.card('held'), { unansweredSince: null }, 'somebody answered');
  const done = (await acts('held')).map(({ action }) => action);
  t.same(done.sort(), ['desk_held', 'sign_in_decided']);
});

t.test('reception and managers are asked, auditors are neither shown it nor obeyed', async (t) => {
  const { hook, enter } = await startRingingDesk(t);
  const aud = await enter('Aud Auditor', 'auditor');
  t.equal((await hook.signIn({ jobId: 'nobody' })).status, 412, 'with an auditor alone, nobody is');
  const max = await enter('Max Manager', 'manager');
  const answer = hook.signIn({ jobId: 'one' });
  await max.rings('one');
  t.match(await aud.press('one'), { status: 403, json: { error: 'not_allowed' } });
  t.same(aud.ringing, []);
  const foreign = await max.browser.call(
    'POST',
    '/desk/api/ringing/one',
    { letIn: true },
    'http://evil.example',
  );
  t.equal(foreign.status, 403, 'not from another page either');
  t.equal((await max.press('one')).status, 200);
  t.equal((await answer).status, 200);
});

t.test('nobody is asked where the policy does not say so, or no page is open', async (t) => {
  const off = await startRingingDesk(t, { askDesk: false });
  const ann = await off.enter('Ann Reception');
  t.equal((await off.hook.signIn({ jobId: 'off' })).status, 412);
  t.same(ann.ringing, []);
  t.match(await ann.press('off'), { status: 409 });
  ann.socket.terminate();
});

t.test('with less than 8 s left it is the review it was, at once', async (t) => {
  const { hook, enter } = await startRingingDesk(t, { deadlineMs: 8000 });
  const ann = await enter('Ann Reception');
  t.match(textOf(await hook.signIn({ jobId: 'short' })).message, /does not match/);
  t.notOk(ann.messages.some((each) => each.type === 'ringing'));
});

t.test(
  'only what a document settles is asked about, whatever a check says of itself',
  async (t) => {
    const asked: string[] = [];
    const every = Object.keys(reasons) as ReviewReason[];
    let result: CheckResult = { passed: false, reason: 'no_match' };
    const check: FaceCheck = { name: 'face', run: async () => result };
    const { hook, enter } = await startRingingDesk(t, { checks: [check] });
    const ann = await enter('Ann Reception');
    ann.on('told', () => {
      for (const { jobId } of ann.ringing) {
        if (asked.includes(jobId)) continue;
        asked.push(jobId);
        void ann.press(jobId, false);
      }
    });
    for (const reason of every.filter((each) => reasons[each].verdict === 'review')) {
      result = { passed: false, reason, deskMayApprove: true };
      t.equal((await hook.signIn({ jobId: reason })).status, 412);
      result = { passed: false, reason };
      t.equal((await hook.signIn({ jobId: `${reason}-not-offered` })).status, 412);
    }
    t.same(asked, [
      'no_match',
      'no_face',
      'several_faces',
      'poor_quality',
      'movement_not_seen',
      'cannot_move',
      'declined',
      'kiosk_offline',
      'second_camera_missing',
      'cameras_not_set_up',
      'kiosk_busy',
    ]);
  },
);

t.test('every other check is waited for, and nobody rings beside one that failed', async (t) => {
  const events = new EventEmitter();
  const list: FaceCheck = {
    name: 'watchlist',
    run: (_signIn, { signal }) =>
      new Promise((resolve) => {
        // The face check, which starts first, has answered by then.
        setImmediate(() => events.emit('asked', resolve, signal));
      }),
  };
  const { hook, enter } = await startRingingDesk(t, { checks: [new FaceDoubt(), list] });
  const ann = await enter('Ann Reception');
  const signIn = async (jobId: string, result: CheckResult) => {
    const asked = once(events, 'asked') as Promise<[(result: CheckResult) => void, AbortSignal]>;
    const held = hook.signIn({ jobId });
    const [answer, signal] = await asked;
    t.notOk(signal.aborted, 'the list is not cut short');
    answer(result);
    return held;
  };
  const hit = await signIn('hit', {
    passed: false,
    reason: 'watchlist_hit',
    keepOtherChecksRunning: true,
  });
  t.match(textOf(hit).message, /may be on a watchlist/);
  t.equal((await signIn('missing', { passed: false, reason: 'credential_missing' })).status, 412);
  t.notOk(
    ann.messages.some((each) => each.type === 'ringing'),
    'it never rang',
  );
  const held = signIn('passed', { passed: true, reason: 'passed' });
  await ann.rings('passed');
  await ann.press('passed');
  t.equal((await held).status, 200);
});

t.test(
  'of one person a single sign-in rings, so that failed tries are counted meanwhile',
  async (t) => {
    const face = new FaceDoubt();
    face.personId = 'ada';
    const { hook, enter } = await startRingingDesk(t, { checks: [face] });
    const ann = await enter('Ann Reception');
    const first = hook.signIn({ jobId: 'first' });
    await ann.rings('first');
    t.equal((await hook.signIn({ jobId: 'second' })).status, 412, 'at once');
    face.personId = 'bea';
    const other = hook.signIn({ jobId: 'other' });
    await ann.rings('other');
    for (const jobId of ['first', 'other']) t.equal((await ann.press(jobId)).status, 200);
    t.equal((await first).status, 200);
    t.equal((await other).status, 200);
  },
);
