import { seededRandom } from '#base/random';
import type { Parallax } from '../analysis.ts';
import { ChallengeAttempt, type ChallengeState } from '../liveness/challenge-attempt.ts';
import {
  dotAt,
  drawTrajectory as drawUnforeseen,
  type Trajectory,
} from '../liveness/trajectory.ts';
import { headInFrame, type HeadInFrame } from './head-model.ts';
import { modelledParallax, pointingTo } from './modelled-face.ts';

export const modelledFrameMs = 125;
export type DotPosition = { x: number; y: number };

const random = seededRandom(1);

/** Draws the same paths in every run. */
export const drawPath: typeof drawUnforeseen = (ms) => drawUnforeseen(ms, random);

/**
 * Models a visitor whose face was seen from the front, just before the dot starts.
 * @param hasDepth changes the parallax that the pixels would show
 */
export function visitor(
  path: Trajectory = drawPath(),
  hasDepth: (parallax: Parallax | null) => Parallax | null = (parallax) => parallax,
) {
  const trial = new ChallengeAttempt(path);
  let at = 0;
  let jitter = 0;
  const show = (head: HeadInFrame, frames = 1, everyMs = modelledFrameMs): ChallengeState => {
    for (let count = 0; count < frames; count += 1) {
      at += everyMs;
      jitter += 1;
      // No real head keeps quite still.
      const face = headInFrame({ ...head, right: 2 * Math.sin(jitter) });
      const before = trial.patchBefore;
      const parallax = before && modelledParallax(before, face.patch);
      trial.see(face, isFrontal(head), at, hasDepth(parallax));
      trial.show(at, true);
    }
    return trial.state;
  };
  show({}, 3);
  trial.begin(at);
  trial.show(at, true);
  const startedAt = at;
  /** Follows the dot until the attempt is judged. @param points where the head points for a place of the dot */
  const follow = (
    points: (dot: DotPosition) => DotPosition,
    behindMs = 350,
    everyMs = modelledFrameMs,
  ) => {
    while (trial.state.outcome === null && at < startedAt + 30_000) {
      const dot = dotAt(path, at + everyMs - startedAt - behindMs);
      show(pointingTo(points(dot)), 1, everyMs);
    }
    return trial.state;
  };
  return { trial, show, follow, sinceStart: () => at - startedAt };
}

export function isFrontal({ yaw = 0, pitch = 0 }: HeadInFrame): boolean {
  return Math.abs(yaw) <= 18 && Math.abs(pitch) <= 25;
}

export const exactly = (dot: DotPosition) => dot;
