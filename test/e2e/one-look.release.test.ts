import { pino } from 'pino';
import t, { type Test } from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { eventMeta, sendSigned, signedOutEntry } from '../../lab/simulate/held-sign-in.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { storeEnvironment } from '../support/store.ts';

const { womanA, womanB } = sampleFaces;
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };
const quiet = pino({ level: 'silent' });

/** The enrolled Anna in front of the only screen. */
async function lobby(t: Test, policy?: string) {
  const folder = t.testdir(policy ? { 'policy.yaml': policy } : {});
  const settings = {
    ...(await storeEnvironment(folder)),
    VESTIBULE_DEADLINE_SECONDS: '25',
    ENVOY_CLIENT_SECRET: 'test-client-secret',
  };
  const open = async () => {
    const trial = await Trial.start(folder, quiet, settings);
    t.teardown(() => trial.stop());
    return trial;
  };
  let trial = await open();
  await trial.enrol(anna, [await cropPhoto(womanA)]);
  const frames = await webcamFrames(womanB, 12);
  await trial.openKiosk({ frames });
  /** Signs in at a separate iPad, with a separate entry. */
  const signIn = async (jobId: string) => {
    const visitor = { ...anna, jobId, entryId: `entry-${jobId}`, deviceId: `ipad-${jobId}` };
    const { status } = await trial.signIn(visitor);
    return { status, reason: (await findSignIn(trial.service.db, jobId))?.reason };
  };
  const signOut = async (
    jobId: string,
    { event = 'entry_sign_out', at = new Date(), secret = trial.secrets.envoy[0] } = {},
  ) => {
    const payload = { ...signedOutEntry(anna, at), id: `entry-${jobId}` };
    const url = trial.service.hookUrl.replace('sign-in', 'events');
    const body = JSON.stringify({ meta: eventMeta(event, `out-${jobId}`, {}), payload });
    return (await sendSigned(url, secret, body)).status;
  };
  const restart = async () => {
    const revokedAt = new Date();
    await trial.service.db.updateTable('kiosks').set({ revokedAt }).execute();
    await trial.stop();
    trial = await open();
    await trial.openKiosk({ frames });
  };
  return { signIn, signOut, restart };
}

const letIn = { status: 200, reason: 'matched' };
const heldAgain = { status: 412, reason: 'signed_in_already' };

t.test('of five sign-ins in one name at five iPads, whoever stands there gets one', async (t) => {
  const { signIn, signOut, restart } = await lobby(t);
  const jobs = ['1', '2', '3', '4', '5'];
  const answers = await Promise.all(jobs.map(signIn));
  t.same(
    answers.filter(({ status }) => status === 200),
    [letIn],
  );
  // On a slow machine the last sign-ins may time out in the queue.
  t.equal(answers.filter(({ status }) => status === 412).length, 4);
  t.ok(answers.some(({ reason }) => reason === heldAgain.reason));
  t.same(await Promise.all(jobs.map(signIn)), answers, 'a repeat gets the same answer');
  const first = jobs[answers.findIndex(({ status }) => status === 200)]!;
  const other = jobs.find((job) => job !== first)!;

  await restart();
  t.same(await signIn('6'), heldAgain, 'nothing is forgotten');
  t.equal(await signOut(other), 200);
  t.equal(await signOut(first, { secret: 'forged' }), 401);
  t.equal(await signOut(first, { event: 'invite_updated' }), 200);
  t.equal(await signOut(first, { at: new Date(Date.now() - 600_000) }), 200, 'from before');
  t.same(await signIn('7'), heldAgain, 'it must be about the entry that was let in, and since');

  t.equal(await signOut(first), 200);
  t.same(await signIn('8'), letIn, 'who has left comes back');
  t.equal(await signOut(first), 200);
  t.same(await signIn('9'), heldAgain, 'the same sign-out once more is about nobody');
  t.equal(await signOut('8', { event: 'employee_entry_sign_out' }), 200);
  t.same(await signIn('10'), letIn);
});

t.test('a policy turns it off, and each still has a look of its own', async (t) => {
  const { signIn } = await lobby(t, 'default:\n  checks:\n    face: { againWithinMinutes: 0 }\n');
  t.same(await Promise.all(['1', '2'].map(signIn)), [letIn, letIn]);
});
