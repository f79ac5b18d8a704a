import path from 'node:path';
import t, { type Test } from 'tap';
import { createLockOut } from '../../server/checks/face/lock-out.ts';
import { openStore } from '../../server/store/store.ts';
import { insertPerson } from '../../server/store/tables/people.ts';
import { insertSignIn, type SignInRow } from '../../server/store/tables/sign-ins.ts';
import { decidedSignIn, enrolledPerson } from '../store/rows.ts';

const start = Date.parse('2026-11-24T09:00:00Z');

/** Whether somebody is locked out `seconds` after the last of sign-ins that ended like this, a second apart. */
async function lockedAfter(
  t: Test,
  reasons: string[],
  seconds: number,
  changes: Partial<SignInRow> = {},
): Promise<boolean> {
  const store = await openStore({ databaseFile: path.join(t.testdir(), 'vestibule.sqlite') });
  try {
    const person = enrolledPerson('p1');
    await insertPerson(store.db, person);
    let decidedAt = new Date(start);
    for (const [index, reason] of reasons.entries()) {
      decidedAt = new Date(start + index * 1000);
      const jobId = `job-${index}`;
      const verdict = reason === 'matched' ? 'approved' : 'review';
      const row = { verdict, reason, decidedAt, claimedPersonId: person.id, ...changes };
      await insertSignIn(store.db, decidedSignIn(jobId, row));
    }
    const now = new Date(decidedAt.getTime() + seconds * 1000);
    return await createLockOut(store.db).isLockedOut(person.id, now);
  } finally {
    await store.close();
  }
}

const five = ['no_match', 'spoof_suspected', 'no_match', 'other_person', 'no_match'];

t.test('five failures in a row pause the name for half a minute', async (t) => {
  t.equal(await lockedAfter(t, five.slice(1), 1), false);
  t.equal(await lockedAfter(t, five, 1), true);
  t.equal(await lockedAfter(t, five, 29), true);
  t.equal(await lockedAfter(t, five, 31), false);
});

t.test('a match in between clears the count', async (t) => {
  t.equal(await lockedAfter(t, [...five.slice(1), 'matched', ...five.slice(1)], 1), false);
});

t.test('what is nobody’s attempt neither counts nor clears', async (t) => {
  const idle = ['no_face', 'timed_out', 'declined', 'locked_out', 'kiosk_offline'];
  t.equal(await lockedAfter(t, idle, 1), false);
  t.equal(await lockedAfter(t, [...five, ...idle], 1), true);
});

t.test('a challenge that was not answered is a try, however the sign-in ended', async (t) => {
  const unanswered = { challengeFailed: true };
  const waiting = ['timed_out', 'declined', 'kiosk_offline', 'timed_out', 'spoof_suspected'];
  t.equal(await lockedAfter(t, waiting, 1, unanswered), true);
  t.equal(await lockedAfter(t, waiting.slice(1), 1, unanswered), false);
  t.equal(await lockedAfter(t, waiting, 1, { challengeFailed: false }), false);
});
