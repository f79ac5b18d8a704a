import t from 'tap';
import { seededRandom } from '#base/random';
import { loadEngine } from '../engines/index.ts';
import { dot, FaceSession, type VisionPool } from '../index.ts';
import { cutOut, learningPoses, PairStudio, standingPoses } from '../lab/drawn-pairs.ts';
import { ball, withNose } from '../lab/surfaces.ts';
import { learnRig } from '../relief/learn-rig.ts';
import type { FaceTracks } from '../relief/pair-measure.ts';
import { ReliefMeter } from '../relief/relief-meter.ts';
import { startPatientVision } from './patient-vision.ts';
import { repositoryModels } from './repository-models.ts';

// A nose that stands out by so little that two cameras cannot tell. The real models in a child process see drawn
// pictures. The liveness model calls every drawing dead, so the tests give its answer.

const engine = await loadEngine({ engine: 'onnx', ...repositoryModels });
const studio = new PairStudio(engine, await ReliefMeter.load(), seededRandom(56));
const patient = await startPatientVision();

const face = await studio.face(3);
const tracks: FaceTracks[] = [];
for (const pose of learningPoses(14)) {
  const measure = await studio.measure(await studio.draw(cutOut(face, face.head), pose));
  if (measure.measured) tracks.push(measure);
}
const learned = learnRig(tracks);
if (!learned.learned) throw new Error(learned.fault);
const { rig } = learned;
const mesh = cutOut(face, withNose(ball(7), face.tip, 1.6));
const seen: [Buffer, Buffer][] = [];
for (const stand of standingPoses(30, { yaw: 6, pitch: 2 }))
  seen.push(await studio.draw(mesh, stand));
const first = await patient.analyze(seen[0]![0]);
if (!first.ok) throw new Error(first.explanation);
const enrolled = first.face.template;

/** The same person stands before the cameras until the session ends, and does not move. */
async function visit(liveness: number) {
  let ms = 0;
  const session = new FaceSession({
    vision: {
      ...patient,
      analyze: async (jpeg: Uint8Array, options: object = {}) => {
        const seen = await patient.analyze(jpeg, options);
        return seen.ok ? { ...seen, face: { ...seen.face, liveness } } : seen;
      },
    } as unknown as VisionPool,
    people: {
      compare: async (probe: Float32Array) => {
        const claimed = { personId: 'p', score: dot(probe, enrolled) };
        return { claimed, other: null };
      },
    },
    claimedIds: ['p'],
    liveness: 'two_cameras',
    now: () => ms,
  });
  session.useRig(rig);
  const asksAll = session.asksToMove;
  let wasAsked = false;
  for (const [left, right] of seen) {
    ms += 125;
    const answer = await session.onFrame(left, 'attempt', { jpeg: right, apartMs: 0 });
    wasAsked ||= answer.guidance === 'follow_dot';
    if (session.conclusion) break;
  }
  const { asksToMove, conclusion } = session;
  const { challengeExcused } = session.evidence({ cannotMove: true });
  return { asksAll, asksToMove, wasAsked, conclusion, challengeExcused };
}

t.test('who two cameras leave in doubt is asked to follow the dot, and only then', async (t) => {
  const { asksAll, asksToMove, wasAsked, conclusion, challengeExcused } = await visit(0.9);
  t.notOk(asksAll);
  t.ok(wasAsked);
  t.ok(asksToMove, 'and may say from then on that they cannot');
  t.ok(challengeExcused, 'which is no failed try');
  t.not(conclusion, 'matched', 'nobody moved');
});

t.test('a doubt lets the liveness model have its say', async (t) => {
  t.match(await visit(0.01), { wasAsked: false, conclusion: 'spoof_suspected' });
});
