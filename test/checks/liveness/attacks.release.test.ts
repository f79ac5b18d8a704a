import t from 'tap';
import { seededRandom } from '#base/random';
import { sampleFaces, webcamFrames } from '../../../lab/trial/sample-photos.ts';
import { hold, type SheetPose } from '../../../lab/attacks/sheet.ts';
import { dotAt, drawTrajectory, faceForChallenge, judgeFrame } from '#face';
import { ChallengeAttempt } from '#face/steps';
import { startVision } from '../../vision/started-vision.ts';
import { casesOf, isRelease, testOnce } from '../../support/release.ts';
import { turnedFrames, type TurnedHead } from '../../support/turned-head.ts';

// Photos that an attacker holds, turns and bends in front of the camera as the dot moves: real photos, warped,
// through the real models. `npm run lab -- attacks` makes many more of them.
t.test('attacks on the question', async (t) => {
  const vision = await startVision(t);
  const [womanA] = await webcamFrames(sampleFaces.womanA, 1);
  const [guest] = await webcamFrames(sampleFaces.guest1, 1);
  const behindMs = 400;
  const random = seededRandom(1);

  type Shown = (dot: { x: number; y: number }, count: number) => Promise<Buffer>;

  /** Shows few frames, because the test machine is slow. */
  async function putToTrial(show: Shown, path = drawTrajectory(undefined, random)) {
    const trial = new ChallengeAttempt(path);
    const frameMs = 250;
    let startedAt: number | null = null;
    for (let at = 0; trial.state.outcome === null && at < 20_000; at += frameMs) {
      const since = startedAt === null ? 0 : at - startedAt - behindMs;
      const picture = await show(dotAt(path, since), at / frameMs);
      const analysis = await vision.analyze(picture, { timeoutMs: 20_000 });
      const judged = judgeFrame(analysis);
      const face = faceForChallenge(judged, analysis);
      const before = trial.patchBefore;
      const parallax = face && before && (await vision.parallax(before, face.patch));
      if (face) trial.see(face, judged.kind === 'usable', at, parallax);
      if (at === 4 * frameMs) trial.begin(at);
      if (startedAt === null && trial.show(at, true)) startedAt = at;
    }
    return trial.state;
  }

  /** A picture in a hand that always trembles a little. */
  const holding =
    (picture: Buffer, how: (dot: { x: number; y: number }) => SheetPose): Shown =>
    (dot, count) => {
      const held = how(dot);
      const right = (held.right ?? 0) + 0.004 * Math.sin(2.1 * count);
      return hold(picture, { ...held, right, down: (held.down ?? 0) + 0.003 * Math.cos(count) });
    };

  const turning =
    (frame: Buffer, how?: TurnedHead): Shown =>
    async ({ x, y }, count) => {
      const expression = how?.isOnePhoto ? 0 : Math.sin(count);
      const [seen] = await turnedFrames([frame], 26 * x, 26 * y, { expression, ...how });
      return hold(seen!, { right: 0.003 * Math.sin(2.1 * count) });
    };

  const onePhoto: Record<string, (dot: { x: number; y: number }) => SheetPose> = {
    tilted: ({ x, y }) => ({ yaw: 35 * x, pitch: 35 * y }),
    bent: ({ x, y }) => ({ bend: 0.25, yaw: 35 * x, pitch: 35 * y }),
    'on a tube as wide as a head': ({ x, y }) => ({ bend: 0.17, yaw: 32 * x, pitch: 36 * y }),
    'on a ball': ({ x, y }) => ({ ball: 0.2, yaw: 28 * x, pitch: 24 * y }),
  };
  for (const [kind, how] of casesOf(onePhoto, ['tilted'])) {
    t.test(`one photo does not follow the dot: ${kind}`, async (t) => {
      const state = await putToTrial(holding(womanA!, how));
      t.match(state, { outcome: 'not_followed', suspicious: false });
    });
  }

  if (isRelease)
    t.test('nor do two that are swapped', async (t) => {
      const [side] = await turnedFrames([womanA!], 27);
      const state = await putToTrial((dot, count) =>
        holding(dot.x > 0.3 ? side! : womanA!, () => ({}))(dot, count),
      );
      t.equal(state.outcome, 'not_followed');
    });

  testOnce(t, 'another picture in the middle is refused at once', async (t) => {
    const state = await putToTrial((dot, count) =>
      holding(count > 10 ? guest! : womanA!, () => ({}))(dot, count),
    );
    t.match(state, { outcome: 'another_person', suspicious: true });
  });

  const samePath = () => drawTrajectory(undefined, seededRandom(3));

  testOnce(t, 'a head that follows passes', async (t) => {
    const state = await putToTrial(turning(womanA!), samePath());
    t.match(state, { outcome: 'passed', suspicious: false });
  });

  testOnce(
    t,
    'a program that turns the head in one photo passes, as docs/liveness.md says',
    async (t) => {
      const state = await putToTrial(turning(womanA!, { isOnePhoto: true }), samePath());
      t.match(state, { outcome: 'passed', suspicious: false });
    },
  );
});
