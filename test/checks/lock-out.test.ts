import path from 'node:path';
import t, { type Test } from 'tap';
import { createLockOut } from '../../server/checks/face/lock-out.ts';
import { openStore } from '../support/store.ts';
import { insertPerson } from '../../server/store/tables/people.ts';
import { insertSignIn, type SignInRow } from '../../server/store/tables/sign-ins.ts';
import { decidedSignIn, enrolledPerson } from '../store/rows.ts';

const start = Date.parse('2026-11-24T09:00:00Z');

type Tried = SignInRow['tried'];

/** Whether somebody is locked out `seconds` after the last of these tries, which were a second apart. */
async function lockedAfter(
  t: Test,
  tries: readonly Tried[],
  seconds: number,
  changes: Partial<SignInRow> = {},
): Promise<boolean> {
  const store = await openStore({ databaseFile: path.join(t.testdir(), 'vestibule.sqlite') });
  try {
    const person = enrolledPerson('p1');
    await insertPerson(store.db, person);
    let decidedAt = new Date(start);
    for (const [index, tried] of tries.entries()) {
      decidedAt = new Date(start + index * 1000);
      const [verdict, reason] = tried === 'matched' ? ['approved', tried] : ['review', 'no_match'];
      const row = { verdict, reason, tried, decidedAt, claimedPersonId: person.id, ...changes };
      await insertSignIn(store.db, decidedSignIn(`job-${index}`, row));
    }
    const now = new Date(decidedAt.getTime() + seconds * 1000);
    return await createLockOut(store.db).isLockedOut(person.id, now);
  } finally {
    await store.close();
  }
}

const five: Tried[] = ['failed', 'failed', 'failed', 'failed', 'failed'];

t.test('five failures in a row pause the name for half a minute', async (t) => {
  t.equal(await lockedAfter(t, five.slice(1), 1), false);
  t.equal(await lockedAfter(t, five, 1), true);
  t.equal(await lockedAfter(t, five, 29), true);
  t.equal(await lockedAfter(t, five, 31), false);
});

t.test('a match in between clears the count', async (t) => {
  t.equal(await lockedAfter(t, [...five.slice(1), 'matched', ...five.slice(1)], 1), false);
});

t.test('what is nobody’s try neither counts nor clears', async (t) => {
  const idle: Tried[] = [null, null, null, null, null];
  t.equal(await lockedAfter(t, idle, 1), false);
  t.equal(await lockedAfter(t, [...five, ...idle], 1), true);
});

t.test('a failed try is one whatever the sign-in ended with', async (t) => {
  for (const reason of ['declined', 'timed_out', 'kiosk_offline', 'watchlist_hit']) {
    t.equal(await lockedAfter(t, five, 1, { reason }), true, reason);
  }
});
