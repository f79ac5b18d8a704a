import path from 'node:path';
import t from 'tap';
import { createFailedChallenges } from '../../server/checks/face/failed-challenge.ts';
import { openStore } from '../support/store.ts';
import { insertPerson } from '../../server/store/tables/people.ts';
import { insertSignIn } from '../../server/store/tables/sign-ins.ts';
import { decidedSignIn, enrolledPerson } from '../store/rows.ts';

const failedAt = new Date('2026-11-24T09:00:00Z');
const minutesLater = (minutes: number) => new Date(failedAt.getTime() + minutes * 60_000);

t.test('a failed challenge is held against the next within the hour', async (t) => {
  const store = await openStore({ databaseFile: path.join(t.testdir(), 'vestibule.sqlite') });
  t.teardown(() => store.close());
  for (const id of ['ada', 'bob']) await insertPerson(store.db, enrolledPerson(id));
  let job = 0;
  const signedIn = (challengeFailed: boolean | null, decidedAt: Date, claimedPersonId = 'ada') =>
    insertSignIn(
      store.db,
      decidedSignIn(`job-${++job}`, { challengeFailed, decidedAt, claimedPersonId }),
    );
  const doubted = (minutes: number, person = 'ada') =>
    createFailedChallenges(store.db).hasFailedLately(person, minutesLater(minutes));

  t.equal(await doubted(1), false);
  await signedIn(true, failedAt);
  t.equal(await doubted(1), true);
  t.equal(await doubted(1, 'bob'), false, 'of that person only');
  t.equal(await doubted(59), true);
  t.equal(await doubted(60), false);
  t.equal(await doubted(-30), true, 'also when the clock was set back');
  await signedIn(null, minutesLater(2));
  t.equal(await doubted(3), true, 'one in which nothing was asked changes nothing');
  await signedIn(false, minutesLater(4));
  t.equal(await doubted(5), false, 'one that was passed does');
});
