import { EventEmitter, once } from 'node:events';
import http from 'node:http';
import t, { type Test } from 'tap';
import { heldSignIn } from '../../lab/simulate/held-sign-in.ts';
import { sign, signatureHeader } from '#envoy';
import type { LedgerHook } from '#server/sign-in/ledger.ts';
import { findDeskCard } from '#server/store/tables/desk-cards.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { hookSecret } from '../support/hook.ts';
import { FaceDoubt, startRingingDesk, type RingingDeskOptions } from './ringing-desk.ts';

// Tests each event between a press and its answer: none of them lets a visitor in by accident.

const deadlineAway = 60_000;

/** A desk with Ann and Bob at it, where a sign-in rings. */
async function ringingDesk(t: Test, options: RingingDeskOptions = {}) {
  const face = new FaceDoubt();
  // The deadline is far away, so only the test's own clock ends the countdown.
  const parts = await startRingingDesk(t, { checks: [face], deadlineMs: deadlineAway, ...options });
  const ann = await parts.enter('Ann Reception');
  const bob = await parts.enter('Bob Reception');
  const answer = parts.hook.signIn({ jobId: 'job' });
  await ann.rings('job');
  await bob.rings('job');
  const names = async () => (await parts.acts('job')).map(({ action }) => action);
  /** Checks for an ordinary review: answered, stored, on the desk, and without a recorded press. */
  const isHeld = async (onRecord?: string[]) => {
    const given = await answer;
    // By then, everything that follows from the answer is stored.
    await parts.hook.signIns.stop();
    t.equal(given.status, 412);
    t.match(given.body, /The face does not match the enrolled person/);
    t.match(await findSignIn(parts.desk.db, 'job'), { verdict: 'review', reason: 'no_match' });
    const card = await findDeskCard(parts.desk.db, 'job');
    t.match(card, { seenAt: null, seenBy: null }, 'and waits at the desk');
    if (onRecord) t.same(await names(), onRecord);
    else t.notOk((await names()).includes('desk_let_in'));
    t.same(face.told.at(-1), { verdict: 'review', reason: 'no_match' });
  };
  return { ...parts, face, ann, bob, answer, names, isHeld };
}

t.test('no press until the time is up', async (t) => {
  const { timer, isHeld, ann, desk } = await ringingDesk(t);
  const { since } = await ann.rings('job');
  timer.push(deadlineAway);
  timer.ring();
  await isHeld();
  t.match(await desk.desk.board.card('job'), { unansweredSince: since }, 'the row says so');
  await ann.until(() => ann.ringing.length === 0);
});

t.test('a press after the time is up, before the timer of it has run', async (t) => {
  const { timer, isHeld, ann } = await ringingDesk(t);
  timer.push(deadlineAway);
  t.match(await ann.press('job'), { status: 409, json: { error: 'too_late' } });
  timer.ring();
  await isHeld();
  t.match(await ann.press('job'), { status: 409, json: { error: 'too_late' } });
});

t.test('two presses at once are one approval', async (t) => {
  const { ann, bob, answer, names } = await ringingDesk(t);
  const pressed = await Promise.all([ann.press('job'), bob.press('job'), ann.press('job')]);
  t.same(pressed.map(({ status }) => status).sort(), [200, 409, 409]);
  t.equal((await answer).status, 200);
  t.same(await names(), ['sign_in_decided', 'desk_let_in']);
});

t.test('a press after the approval says that the visitor was let in', async (t) => {
  const { ann, bob, answer } = await ringingDesk(t);
  t.equal((await ann.press('job')).status, 200);
  t.equal((await answer).status, 200);
  const late = { status: 409, json: { error: 'was_let_in' } };
  t.match(await bob.press('job', false), late, 'and not that they are held');
  t.match(await bob.press('job'), late);
});

t.test('a hold goes before a press that is not stored yet', async (t) => {
  const { ann, bob, lock, guarded, isHeld } = await ringingDesk(t);
  const { release } = lock();
  const pressing = guarded();
  const press = ann.press('job');
  await pressing;
  const holding = guarded();
  const hold = bob.press('job', false);
  await holding;
  await ann.until(() => ann.ringing.length === 0);
  release();
  t.match(await press, { status: 409, json: { error: 'too_late' } });
  t.match(await hold, { status: 200, json: { letIn: false } });
  await isHeld();
});

t.test('the database locked until the time is up', async (t) => {
  const { ann, timer, lock, guarded, isHeld } = await ringingDesk(t);
  const { release } = lock();
  const pressing = guarded();
  const press = ann.press('job');
  await pressing;
  timer.push(deadlineAway);
  timer.ring();
  release();
  t.match(await press, { status: 409, json: { error: 'too_late' } });
  await isHeld();
});

t.test('the session revoked between the press and its storing', async (t) => {
  const { ann, desk, timer, lock, guarded, isHeld } = await ringingDesk(t);
  const { other, release } = lock();
  const pressing = guarded();
  const press = ann.press('job');
  await pressing;
  other.prepare('delete from desk_sessions where account_id = ?').run(ann.accountId);
  release();
  t.match(await press, { status: 403, json: { error: 'not_allowed' } });
  t.equal((await ann.press('job')).status, 401);
  await desk.sessions.check();
  timer.push(deadlineAway);
  timer.ring();
  await isHeld();
});

t.test('the role changed between the press and its storing', async (t) => {
  const { ann, bob, answer, lock, guarded } = await ringingDesk(t);
  const { other, release } = lock();
  const pressing = guarded();
  const press = ann.press('job');
  await pressing;
  const change = other.prepare("update desk_accounts set role = 'auditor' where id = ?");
  change.run(ann.accountId);
  release();
  t.match(await press, { status: 403 });
  t.equal((await bob.press('job')).status, 200, 'another one may still');
  t.equal((await answer).status, 200);
});

t.test('a disk that fails: the press is refused, and may be tried again', async (t) => {
  let isFailing = true;
  const lastly: LedgerHook = async (_transaction, { verdict }) => {
    if (isFailing && verdict === 'approved') throw new Error('disk I/O error');
  };
  const { ann, bob, answer, names } = await ringingDesk(t, { lastly });
  t.match(await ann.press('job'), { status: 503, json: { error: 'not_stored' } });
  t.same(await names(), []);
  isFailing = false;
  t.equal((await bob.press('job')).status, 200);
  t.equal((await answer).status, 200);
  t.same(await names(), ['sign_in_decided', 'desk_let_in']);
});

t.test('a disk that goes on failing', async (t) => {
  const lastly: LedgerHook = async (_transaction, { verdict }) => {
    if (verdict === 'approved') throw new Error('disk I/O error');
  };
  const { ann, timer, isHeld } = await ringingDesk(t, { lastly });
  t.equal((await ann.press('job')).status, 503);
  timer.push(deadlineAway);
  timer.ring();
  await isHeld();
});

t.test('stored, and the store did not live to say so: held, as the desk was told', async (t) => {
  // The transaction commits, but its caller gets an error, as when the store's thread dies.
  const { desk, hook, timer, ann, isHeld } = await ringingDesk(t, {
    approve: async (question, alongside) => {
      await question.approve(alongside);
      throw new Error('the database thread died');
    },
  });
  t.match(await ann.press('job'), { status: 503, json: { error: 'not_stored' } });
  t.match(await findSignIn(desk.db, 'job'), { verdict: 'approved' });
  timer.push(deadlineAway);
  timer.ring();
  await isHeld(['sign_in_decided', 'desk_let_in', 'sign_in_decided']);
  t.equal((await hook.signIn({ jobId: 'job' })).status, 412, 'and a repeat, too');
});

t.test('stored in time, and heard of after the deadline: held, and back on the desk', async (t) => {
  const storing = new EventEmitter();
  const parts = await ringingDesk(t, {
    approve: async (question, alongside) => {
      const stored = await question.approve(alongside);
      storing.emit('stored');
      // Delays the result until Envoy has its answer.
      await question.answer;
      return stored;
    },
  });
  const { desk, ann, timer, answer, again } = parts;
  const isStored = once(storing, 'stored');
  const press = ann.press('job');
  await isStored;
  timer.push(deadlineAway);
  timer.ring();
  t.match(await press, { status: 409, json: { error: 'too_late' } });
  const given = await answer;
  t.equal(given.status, 412);
  t.match(given.body, /The face does not match/);
  t.match(given.body, /Check: face/);
  const restarted = await again();
  t.match(
    await restarted.signIn({ jobId: 'job' }),
    { status: 412, body: given.body },
    'after a restart, too',
  );
  t.match(await findDeskCard(desk.db, 'job'), { seenAt: null, seenBy: null }, 'who waits again');
});

t.test('the service stops while it rings', async (t) => {
  const { ann, hook, isHeld } = await ringingDesk(t);
  await hook.signIns.stop();
  await isHeld();
  t.match(await ann.press('job'), { status: 409, json: { error: 'too_late' } });
});

t.test('the service stops while a press is being stored', async (t) => {
  const { ann, hook, lock, guarded, isHeld } = await ringingDesk(t);
  const { release } = lock();
  const pressing = guarded();
  const press = ann.press('job');
  await pressing;
  const stopped = hook.signIns.stop();
  // Until the ringing ends, the press would be in time.
  await ann.until(() => ann.ringing.length === 0);
  release();
  t.match(await press, { status: 409, json: { error: 'too_late' } });
  await stopped;
  await isHeld();
});

t.test('every link to the desk is lost while it rings', async (t) => {
  const { ann, bob, timer, isHeld } = await ringingDesk(t);
  ann.socket.terminate();
  bob.socket.terminate();
  timer.push(deadlineAway);
  timer.ring();
  await isHeld();
});

t.test('a repeat joins while it rings, and gets the same afterwards', async (t) => {
  const { ann, hook, face, answer, again, names } = await ringingDesk(t);
  const repeat = hook.signIn({ jobId: 'job' });
  t.equal(ann.ringing.length, 1, 'it rings once');
  t.equal((await ann.press('job')).status, 200);
  t.equal((await answer).status, 200);
  t.equal((await repeat).status, 200);
  t.equal((await hook.signIn({ jobId: 'job' })).status, 200);
  t.equal(face.runs, 1);
  t.same(await names(), ['sign_in_decided', 'desk_let_in']);
  const restarted = await again();
  t.equal((await restarted.signIn({ jobId: 'job' })).status, 200, 'after a restart, too');
  t.match(await ann.press('job'), { status: 409 });
});

t.test('a repeat of a job that names nobody is held, although the desk let it in', async (t) => {
  const { ann, hook, answer } = await ringingDesk(t);
  const nobody = hook.signIn({ jobId: 'job', name: '' });
  await ann.press('job');
  t.equal((await answer).status, 200);
  t.equal((await nobody).status, 412);
});

t.test('Envoy hangs up while it rings: what was pressed is what a repeat is told', async (t) => {
  const parts = await startRingingDesk(t, { deadlineMs: deadlineAway });
  const ann = await parts.enter('Ann Reception');
  const body = JSON.stringify(heldSignIn({ name: 'Ada Example', jobId: 'gone' }));
  const request = http.request(parts.hook.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [signatureHeader]: sign(hookSecret, body) },
  });
  request.on('error', () => {});
  request.end(body);
  await ann.rings('gone');
  const closed = new Promise((resolve) => request.on('close', resolve));
  request.destroy();
  await closed;
  t.equal((await ann.press('gone')).status, 200);
  t.equal((await parts.hook.signIn({ jobId: 'gone' })).status, 200);
});
