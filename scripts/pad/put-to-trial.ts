import type { Challenge } from '../../server/checks/face/liveness/challenge.ts';
import { Trial, type Ask, type TrialState } from '../../server/checks/face/liveness/trial.ts';
import { faceForTrial, judgeFrame } from '../../server/checks/face/frame-quality.ts';
import type { Vision } from '../../server/vision/vision.ts';
import type { Attacker } from './attackers.ts';

/** Between two frames of the made-up camera. */
const frameMs = 160;
const framesBefore = 4;

/** Puts one attacker before the real models and the real challenge, frame by frame. */
export async function putToTrial(
  vision: Pick<Vision, 'analyze'>,
  attacker: Attacker,
  challenge: Challenge,
  frames: number,
): Promise<TrialState> {
  const trial = new Trial(challenge);
  let asked: Ask = 'face_camera';
  let since = 0;
  for (let frame = 0; frame < frames; frame += 1) {
    if (frame === framesBefore) trial.begin(frame * frameMs);
    const { ask, outcome } = trial.state;
    if (outcome !== null) break;
    if (ask !== asked) [asked, since] = [ask, frame];
    const picture = await attacker.show(ask, frame - since);
    const analysis = await vision.analyze(picture, { timeoutMs: 20_000 });
    const judged = judgeFrame(analysis);
    const face = faceForTrial(judged, analysis);
    if (face) trial.see(face, judged.kind === 'usable', frame * frameMs);
  }
  return trial.state;
}
