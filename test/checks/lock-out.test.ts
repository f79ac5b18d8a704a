import path from 'node:path';
import t, { type Test } from 'tap';
import { createLockOut } from '#server/checks/face/lock-out.ts';
import { turnFaceOn } from '#server/people/failed-attempts.ts';
import { openTestStore } from '../support/store.ts';
import { insertPerson } from '#server/store/tables/people.ts';
import { auditEventsAbout } from '#server/store/tables/audit-events.ts';
import {
  deleteSignInsBefore,
  insertSignIn,
  type SignInRow,
} from '#server/store/tables/sign-ins.ts';
import { decidedSignIn, enrolledPerson } from '../store/rows.ts';

const start = Date.parse('2026-11-24T09:00:00Z');

type Tried = SignInRow['tried'];

/** Whether a person is locked out `seconds` after the last of these tries, which were a second apart. */
async function lockedAfter(
  t: Test,
  tries: readonly Tried[],
  seconds: number,
  changes: Partial<SignInRow> = {},
): Promise<boolean> {
  const store = await openTestStore({ databaseFile: path.join(t.testdir(), 'vestibule.sqlite') });
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
    return (await createLockOut(store.db).standing([person.id], now)) !== 'open';
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
  t.equal(await lockedAfter(t, five, -60), true, 'a clock that was put back a little');
  t.equal(await lockedAfter(t, five, -7200), true, 'and further than any pause lasts');
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

t.test('a try that is under way counts for those that began after it', async (t) => {
  const store = await openTestStore({ databaseFile: path.join(t.testdir(), 'vestibule.sqlite') });
  t.teardown(() => store.close());
  const lockOut = createLockOut(store.db);
  const now = new Date(start);
  const begin = async (jobs: string[], ...personIds: string[]) => {
    for (const jobId of jobs) await lockOut.begin(jobId, personIds);
  };
  const tooMany = (personId: string, jobs: string[]) =>
    Promise.all(jobs.map((jobId) => lockOut.isOneTooMany(jobId, [personId], now)));
  const jobs = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  await begin(jobs, 'ada');
  await begin(['of another'], 'bo');
  await begin(['of both'], 'ada', 'bo');
  t.same(await tooMany('ada', jobs), [false, false, false, false, false, true, true]);
  t.same(await tooMany('bo', ['of another', 'of both']), [false, false]);
  t.same(await tooMany('ada', ['of both']), [true]);
  lockOut.end('a');
  t.same(await tooMany('ada', ['f', 'g']), [false, true], 'the answer to one is there');

  await insertPerson(store.db, enrolledPerson('cy'));
  for (const [i, jobId] of ['v', 'w', 'x', 'y', 'z'].entries()) {
    const failed = { verdict: 'review', reason: 'no_match', tried: 'failed' } as const;
    const decidedAt = new Date(start - 60_000 + i);
    await insertSignIn(
      store.db,
      decidedSignIn(jobId, { ...failed, decidedAt, claimedPersonId: 'cy' }),
    );
  }
  await begin(['j', 'k'], 'cy');
  t.same(await tooMany('cy', ['j', 'k']), [false, true], 'after a pause there is one try');
});

t.test('each failure more doubles the pause, up to an hour, and a hundred end it', async (t) => {
  const after = (failures: number, seconds: number) =>
    lockedAfter(t, Array<Tried>(failures).fill('failed'), seconds);
  t.same([await after(6, 59), await after(6, 61)], [true, false]);
  t.same([await after(8, 239), await after(8, 241)], [true, false]);
  t.same([await after(99, 3599), await after(99, 3601)], [true, false]);
  t.equal(await after(100, 10 * 365 * 24 * 3600), true, 'it is off for good');
});

t.test('the count outlives the sign-ins, and ends with a match or a manager', async (t) => {
  const store = await openTestStore({ databaseFile: path.join(t.testdir(), 'vestibule.sqlite') });
  t.teardown(() => store.close());
  const { db } = store;
  for (const id of ['ada', 'bo']) await insertPerson(db, enrolledPerson(id));
  const lockOut = createLockOut(db);
  const now = new Date(start);
  let jobs = 0;
  const tryAs = (claimedPersonId: string, tried: Tried) =>
    insertSignIn(db, decidedSignIn(`job-${++jobs}`, { claimedPersonId, tried, decidedAt: now }));
  const standings = () =>
    Promise.all([['ada'], ['bo'], ['ada', 'bo']].map((ids) => lockOut.standing(ids, now)));
  for (let i = 0; i < 100; i++) await tryAs('ada', 'failed');
  t.same(await standings(), ['off', 'open', 'off']);
  await deleteSignInsBefore(db, new Date(start + 1), 500);
  t.same(await standings(), ['off', 'open', 'off'], 'though no sign-in is left');
  t.equal(await turnFaceOn(db, 'bo', 'command:test'), false, 'who is not off');
  t.equal(await turnFaceOn(db, 'ada', 'command:test'), true);
  t.same(await standings(), ['open', 'open', 'open']);
  t.match(await auditEventsAbout(db, 'ada'), [{ action: 'face_turned_on', actor: 'command:test' }]);
  for (let i = 0; i < 5; i++) await tryAs('ada', 'failed');
  t.same(await standings(), ['paused', 'open', 'paused']);
  await tryAs('ada', 'matched');
  t.same(await standings(), ['open', 'open', 'open']);
});
