import { faceForTrial, judgeFrame } from '../../../../server/checks/face/frame-quality.ts';
import type { Challenge } from '../../../../server/checks/face/liveness/challenge.ts';
import { type Ask, Trial, type TrialState } from '../../../../server/checks/face/liveness/trial.ts';
import type { Vision } from '../../../../server/vision/analysis.ts';
import { hold, type Held } from './sheet.ts';

/** Somebody who shows the camera pictures and does their best to follow what is asked. */
export interface Attacker {
  /** @param frames since this was first asked */
  show(ask: Ask, frames: number): Promise<Buffer>;
}

/** How far a picture is turned, frame after frame, when a turn is asked for: slowly, and beyond. */
const angles = [0, 8, 16, 24, 30, 36, 42, 48, 42, 36];

/** The kinds of attack that can be made from one frontal picture. */
export const attackKinds = {
  still: (picture) => holding(picture, () => ({})),
  shifted: (picture) =>
    holding(picture, (ask, angle, frame) => ({
      right: 0.08 * Math.sin(frame / 2) + sideways(ask) * (angle / 400),
      down: 0.04 * Math.cos(frame / 3),
    })),
  rotated: (picture) =>
    holding(picture, (ask, angle) => ({ roll: (sideways(ask) || 1) * angle * 0.5 })),
  perspective: (picture) =>
    holding(picture, (ask, angle) => ({ yaw: sideways(ask) * angle, pitch: upwards(ask) * angle })),
  bent: (picture) => holding(picture, rolled(0.3)),
  tightly_bent: (picture) => holding(picture, rolled(0.18)),
} as const satisfies Record<string, (picture: Uint8Array) => Attacker>;

/** Turned the way that is asked for, by hand: never twice at quite the same place. */
function holding(
  picture: Uint8Array,
  how: (ask: Ask, angle: number, frame: number) => Held,
): Attacker {
  let count = 0;
  return {
    show: (ask, frames) => {
      count += 1;
      const angle = ask === 'face_camera' ? 0 : (angles[frames % angles.length] ?? 0);
      const held = how(ask, angle, count);
      const right = (held.right ?? 0) + 0.004 * Math.sin(2.1 * count);
      const down = (held.down ?? 0) + 0.004 * Math.cos(1.7 * count);
      return hold(picture, { ...held, right, down });
    },
  };
}

/** Bent about the upright axis for turns, about the level one for looking up. */
function rolled(radius: number) {
  return (ask: Ask, angle: number): Held =>
    ask === 'look_up'
      ? { curl: radius, pitch: angle }
      : { bend: radius, yaw: sideways(ask) * angle };
}

/** The visitor's left is the image's right, where yaw is positive. */
function sideways(ask: Ask): number {
  return ask === 'turn_left' ? 1 : ask === 'turn_right' ? -1 : 0;
}

/** A picture is tilted for looking up, and to narrow its eyes. */
function upwards(ask: Ask): number {
  return ask === 'look_up' || ask === 'blink' ? 1 : 0;
}

/** A row of pictures over and over, whatever is asked: a clip in a loop. */
export function looped(clip: readonly Buffer[]): Attacker {
  let count = 0;
  return { show: async () => clip[count++ % clip.length]! };
}

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
