import path from 'node:path';
import t from 'tap';
import { checkDeadline } from '#server/installation/diagnosis/machine.ts';
import { openStore } from '#server/store/store.ts';
import { insertChecks } from '#server/store/tables/sign-in-history.ts';
import { insertSignIn, type SignInRow } from '#server/store/tables/sign-ins.ts';
import { decidedSignIn } from '../store/rows.ts';

t.test('the doctor counts every sign-in that ran out of time, camera or not', async (t) => {
  const store = await openStore({ databaseFile: path.join(t.testdir(), 'a.sqlite') });
  t.teardown(() => store.close());
  const now = new Date();
  const put = async (jobId: string, row: Partial<SignInRow>, hoursAgo = 1) => {
    const receivedAt = new Date(now.getTime() - hoursAgo * 3_600_000);
    const signIn = { ...decidedSignIn(jobId), receivedAt, decidedAt: receivedAt, ...row };
    await insertSignIn(store.db, signIn);
  };
  const found = async () => (await checkDeadline(store.db, 20_000, now))[0];
  t.match(await found(), { state: 'ok', found: /nobody signed in during the last 7 days/ });

  for (let i = 0; i < 20; i++) await put(`fine-${i}`, { verdict: 'approved', reason: 'matched' });
  await put('long ago', { reason: 'timed_out' }, 24 * 8);
  t.match(await found(), { state: 'ok', found: /of 20 sign-ins .* none ran out of time/ });

  await put('no picture', { verdict: 'review', reason: 'timed_out', frames: 0 });
  await put('never got to the camera', { verdict: 'review', reason: 'timed_out', frames: null });
  await put('another check', { verdict: 'review', reason: 'no_match' });
  const late = { passed: false, reason: 'timed_out', note: null, milliseconds: 20_000 };
  await insertChecks(store.db, 'another check', [
    { check: 'face', passed: false, reason: 'no_match', note: null, milliseconds: 900 },
    { check: 'remote_list', ...late },
    { check: 'health_pass', ...late },
  ]);
  t.match(await found(), {
    state: 'warning',
    found: /of 23 sign-ins in the last 7 days, 3 ran out of time/,
    todo: /VESTIBULE_DEADLINE_SECONDS/,
  });
});
