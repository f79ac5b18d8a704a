import type { Challenger } from '../liveness/challenger.ts';
import type { FaceGuidance } from './guidance.ts';
import type { SessionAnswer } from './session-types.ts';

/**
 * What somebody sees who is asked to follow the dot. Guidance about the frame comes before the dot starts. While the dot
 * moves, the screen shows nothing else.
 *
 * @param at milliseconds, on the clock of `Challenger.see`
 */
export function challengeAnswer(
  challenger: Challenger,
  guidance: FaceGuidance,
  at: number,
): SessionAnswer {
  const isFree = guidance === 'looking_good' || guidance === 'face_camera';
  const { ask, progress: share } = challenger.state;
  const path = challenger.show(at, isFree);
  const progress = 0.3 + 0.6 * share;
  if (path) return { guidance: 'follow_dot', progress, done: false, path };
  return { guidance: isFree ? ask : guidance, progress, done: false };
}
