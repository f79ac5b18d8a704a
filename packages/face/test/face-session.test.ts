import t from 'tap';
import { seededRandom } from '#base/random';
import { loadEngine } from '../engines/index.ts';
import { dot, FaceSession, type VisionPool } from '../index.ts';
import { hopelessAfterMs } from '../judgement/frame-tally.ts';
import { cutOut, PairStudio } from '../lab/drawn-pairs.ts';
import type { MeshPose } from '../lab/mesh.ts';
import { learnRig } from '../relief/learn-rig.ts';
import type { FaceTracks } from '../relief/pair-measure.ts';
import { ReliefMeter } from '../relief/relief-meter.ts';
import { startPatientVision } from './patient-vision.ts';
import { repositoryModels } from './repository-models.ts';

// The real models in a child process. The pictures are drawn: photos on the depths of a mean head.

const engine = await loadEngine({ engine: 'onnx', ...repositoryModels });
const studio = new PairStudio(engine, await ReliefMeter.load(), seededRandom(57));
const patient = await startPatientVision();

/** A little from the side and from above, as the photo was not taken quite from the front. */
const stands = Array.from({ length: 36 }, (_, at): MeshPose => ({
  z: 56 + 2 * Math.sin(at),
  x: 2 * Math.sin(2 * at),
  y: Math.cos(at),
  yaw: 6 + 2 * Math.cos(at),
  pitch: 8 + Math.sin(2 * at),
}));
const steps = Array.from({ length: 14 }, (_, at): MeshPose => {
  const phase = (2 * Math.PI * at) / 14;
  return {
    z: 60 + 15 * Math.sin(phase),
    x: 4 * Math.cos(phase),
    y: 2 * Math.sin(2 * phase),
    yaw: 6 + 8 * Math.cos(2 * phase),
    pitch: 8 + 4 * Math.sin(phase),
  };
});
const pairsOf = async (number: 3 | 6, poses: readonly MeshPose[]) => {
  const face = await studio.face(number);
  const head = cutOut(face, face.head);
  const pairs: [Buffer, Buffer][] = [];
  for (const pose of poses) pairs.push(await studio.draw(head, pose));
  return pairs;
};
const visitor = await pairsOf(6, stands.slice(0, 12));
/** Enough frames for a face that is not far from the enrolled one. */
const somebodyElse = await pairsOf(3, stands);
const nobody = (await pairsOf(6, [{ z: 500, x: 400 }]))[0]!;

const enrolled = await patient.analyze(visitor[0]![0]);
if (!enrolled.ok) throw new Error(enrolled.explanation);
const people = {
  compare: (probe: Float32Array) => {
    const score = dot(probe, enrolled.face.template);
    return Promise.resolve({ claimed: { personId: 'p', score }, other: null });
  },
};

/** A session on a clock that the test moves. */
function begin(liveness: 'off' | 'two_cameras', withoutRig: 'review' | 'active' = 'review') {
  const clock = { ms: 0 };
  const session = new FaceSession({
    vision: patient as unknown as VisionPool,
    people,
    claimedIds: ['p'],
    liveness,
    withoutRig,
    now: () => clock.ms,
  });
  const show = async (pairs: readonly (readonly [Buffer, Buffer?])[]) => {
    for (const [first, second] of pairs) {
      clock.ms += 125;
      await session.onFrame(first, 'attempt', second ? { jpeg: second, apartMs: 0 } : null);
      if (session.conclusion) return;
    }
  };
  return { session, show, clock };
}
const ofOne = (pairs: readonly [Buffer, Buffer][]) => pairs.map(([first]) => [first] as const);
const noted = (session: FaceSession) => session.evidence({ cannotMove: false });

t.test('a face that came first is not held against who gave way to it', async (t) => {
  const { session, show } = begin('off');
  session.onGaveWay();
  await show(ofOne(somebodyElse));
  t.equal(session.conclusion, null, 'the visitor may still step up');
  t.equal(session.reasonAtTimeout(), 'no_face');
  t.equal(session.probe, null, 'no list is asked about the face of another visitor');
  t.notOk(noted(session).tried);
  t.notOk('score' in noted(session));
});

t.test('who gave way is let in beside the face that came first', async (t) => {
  const { session, show } = begin('off');
  session.onGaveWay();
  await show(ofOne([...somebodyElse.slice(0, 12), ...visitor]));
  t.equal(session.conclusion, 'matched');
  t.match(noted(session), { tried: 'matched', personId: 'p' });
});

t.test('a frame from before the visitor gave way does not end the wait', async (t) => {
  const { session, show } = begin('off');
  const empty = session.onFrame(nobody[0], 'attempt');
  session.onGaveWay();
  await empty;
  await show(ofOne(somebodyElse));
  t.equal(session.conclusion, null);
});

t.test('a face that comes after nobody is that of the visitor who gave way', async (t) => {
  const { session, show } = begin('off');
  session.onGaveWay();
  await show(ofOne([...somebodyElse.slice(0, 2), nobody]));
  t.equal(session.conclusion, null);
  await show(ofOne(somebodyElse.slice(2)));
  t.equal(session.conclusion, 'no_match');
  t.match(noted(session), { tried: 'failed', personId: 'p' });
});

t.test('a visitor who gave way and steps up is let in', async (t) => {
  const { session, show } = begin('off');
  await show(ofOne([nobody]));
  session.onGaveWay();
  await show(ofOne([nobody, ...visitor]));
  t.equal(session.conclusion, 'matched');
});

t.test('a capture that gave way has its whole time again', async (t) => {
  const { session, show, clock } = begin('off');
  clock.ms = hopelessAfterMs - 1000;
  session.onGaveWay();
  clock.ms = 2 * hopelessAfterMs;
  await show(ofOne([nobody, nobody]));
  t.equal(session.conclusion, null);
  clock.ms += hopelessAfterMs;
  await show(ofOne([nobody]));
  t.equal(session.conclusion, 'no_face');
});

t.test('two cameras let nobody in before it is known how they see each other', async (t) => {
  const { session, show } = begin('two_cameras');
  await show(visitor);
  t.equal(session.conclusion, null);
  t.equal(session.reasonAtTimeout(), 'poor_quality');
});

t.test('with the dot instead of a rig, only pairs of both cameras count', async (t) => {
  const { session, show } = begin('two_cameras', 'active');
  session.useRig(null);
  await show(ofOne(visitor));
  t.equal(session.reasonAtTimeout(), 'second_camera_missing');
  await show(visitor.slice(0, 6));
  t.match(noted(session), { usableFrames: 6 });
});

t.test('frames of one camera alone are no try where two are needed', async (t) => {
  const tracks: FaceTracks[] = [];
  for (const pair of await pairsOf(3, steps)) {
    const measure = await studio.measure(pair);
    if (measure.measured) tracks.push(measure);
  }
  const learned = learnRig(tracks);
  if (!learned.learned) throw new Error(learned.fault);
  const { session, show, clock } = begin('two_cameras');
  session.useRig(learned.rig);
  await show(ofOne(visitor));
  t.equal(session.conclusion, null);
  t.match(noted(session), { usableFrames: 0 });
  t.notOk(noted(session).tried);
  t.equal(session.reasonAtTimeout(), 'second_camera_missing');
  clock.ms += hopelessAfterMs;
  await show(ofOne(visitor.slice(0, 1)));
  t.equal(session.conclusion, 'second_camera_missing');

  const both = begin('two_cameras');
  both.session.useRig(learned.rig);
  await both.show([...ofOne(visitor.slice(0, 3)), ...visitor]);
  t.equal(both.session.conclusion, 'matched');
});
