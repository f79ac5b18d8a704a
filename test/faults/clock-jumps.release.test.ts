import path from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import {
  cropPhoto,
  emptyFrames,
  sampleFaces,
  webcamFrames,
} from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { findSignIn, insertSignIn } from '#server/store/tables/sign-ins.ts';
import { decidedSignIn } from '../store/rows.ts';
import { JumpingClock } from '../support/jumping-clock.ts';

const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };
const cora = { name: 'Cora Temporary', email: 'cora@example.com' };
const jumps = [3, -3];

t.test('when the clock of the machine jumps', async (t) => {
  const clock = new JumpingClock();
  t.teardown(() => clock.restore());
  const dataDir = path.join(t.testdir(), 'data');
  const trial = await Trial.start(dataDir, pino({ level: 'silent' }));
  t.teardown(() => trial.stop());
  const { db } = trial.service;
  const inTwoHours = new Date(clock.trueTime().getTime() + 2 * 3_600_000);
  const temporary = { ...cora, expiresAt: inTwoHours };
  const people = new Map([
    [anna, await trial.enrol(anna, [await cropPhoto(sampleFaces.womanA)])],
    [cora, await trial.enrol(temporary, [await cropPhoto(sampleFaces.guest2)])],
  ]);
  const [annas, coras, nobody] = await Promise.all([
    webcamFrames(sampleFaces.womanB, 12),
    webcamFrames(sampleFaces.guest2, 12),
    emptyFrames(12),
  ]);
  const kiosk = await trial.openKiosk({ frames: annas });
  let signIns = 0;

  /** Signs in; Envoy's clock is right. @param hoursAhead where the machine's clock jumps to during the capture */
  async function signIn(visitor: typeof anna, hoursAhead?: number) {
    const jobId = `job-${++signIns}`;
    let captures = 0;
    const onCapture = () => {
      captures++;
      if (hoursAhead !== undefined) clock.set({ hoursAhead });
    };
    kiosk.on('capture', onCapture);
    const { status } = await trial.signIn({ ...visitor, jobId, signedInAt: clock.trueTime() });
    kiosk.off('capture', onCapture);
    return { status, reason: (await findSignIn(db, jobId))?.reason, captures };
  }

  t.beforeEach(() => {
    clock.set({ hoursAhead: 0 });
    kiosk.show(annas);
  });

  for (const hoursAhead of jumps) {
    await t.test(`by ${hoursAhead} hours in mid-capture`, async (t) => {
      const letIn = { status: 200, reason: 'matched', captures: 1 };
      t.same(await signIn(anna, hoursAhead), letIn, 'whoever came in time is let in');
      t.ok(Math.abs(Date.now() - clock.trueTime().getTime()) > 10_000_000, 'it did jump');
    });

    await t.test(`by ${hoursAhead} hours before somebody signs in`, async (t) => {
      clock.set({ hoursAhead });
      const held = { status: 412, reason: 'too_old', captures: 0 };
      t.same(await signIn(anna), held, 'a fresh one is a doubt, and the camera stays off');
      clock.set({ hoursAhead: 0 });
      t.match(await signIn(anna), { status: 200 }, 'once it is right again, as ever');
    });
  }

  await t.test('back, while nobody stands before the camera', async (t) => {
    kiosk.show(nobody);
    const nobodyCame = await signIn(anna, -3);
    // A monotonic clock runs the deadline. If the jump stopped that clock, no answer would ever come.
    t.same(nobodyCame, { status: 412, reason: 'no_face', captures: 1 });
  });

  await t.test('beyond the end of an enrolment', async (t) => {
    kiosk.show(coras);
    const meanwhile = await signIn(cora, 3);
    t.same(meanwhile, { status: 412, reason: 'enrolment_expired', captures: 1 }, 'in mid-capture');
    const begun = { jobId: 'at-once', signedInAt: new Date() };
    t.equal((await trial.signIn({ ...cora, ...begun })).status, 412);
    t.equal((await findSignIn(db, 'at-once'))?.reason, 'enrolment_expired', 'and before it');
    clock.set({ hoursAhead: 0 });
    t.match(await signIn(cora), { status: 200 }, 'the clock is what it is judged by');
  });

  /** Stores this many tries with this outcome, decided now by the clock as it is set. */
  async function storeTries(visitor: typeof anna, reason: 'no_match' | 'matched', times: number) {
    const verdict = reason === 'matched' ? 'approved' : 'review';
    const claimedPersonId = people.get(visitor) ?? null;
    for (let i = 0; i < times; i++) {
      const tried = reason === 'matched' ? 'matched' : 'failed';
      const row = { verdict, reason, tried, claimedPersonId, decidedAt: new Date() };
      await insertSignIn(db, decidedSignIn(`stored-${++signIns}`, row));
    }
  }

  /** Signs in with the right face, at the time of the machine's clock. */
  async function isLockedOut(visitor: typeof anna): Promise<boolean> {
    const jobId = `job-${++signIns}`;
    await trial.signIn({ ...visitor, jobId, signedInAt: new Date() });
    return (await findSignIn(db, jobId))?.reason === 'locked_out';
  }

  await t.test('back, after five failures', async (t) => {
    await storeTries(cora, 'no_match', 4);
    kiosk.show(annas);
    t.match(await signIn(cora), { status: 412, reason: 'other_person' });
    clock.set({ hoursAhead: -3 });
    t.ok(await isLockedOut(cora), 'the pause goes on');
  });

  await t.test('back, after five failures while it was ahead', async (t) => {
    clock.set({ hoursAhead: 3 });
    await storeTries(anna, 'no_match', 5);
    clock.set({ hoursAhead: 0 });
    t.ok(await isLockedOut(anna), 'they count, though they lie ahead');
  });

  await t.test('back, after a success while it was ahead', async (t) => {
    clock.set({ hoursAhead: 4 });
    await storeTries(anna, 'matched', 1);
    clock.set({ hoursAhead: 0 });
    await storeTries(anna, 'no_match', 5);
    t.ok(await isLockedOut(anna), 'the failures after it count');
  });
});
