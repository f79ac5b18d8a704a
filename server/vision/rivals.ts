import type { DetectedFace } from './analysis.ts';

/** A face of at least this share of the main face's height stands beside the person, not behind. */
const rivalShare = 0.5;

/**
 * Whether somebody stands beside the main face, so that it is not clear who is meant. People in the
 * background, less than half the size of the main face, do not count.
 *
 * @param faces the largest first
 */
export function hasRival(faces: readonly DetectedFace[]): boolean {
  const [main, ...others] = faces;
  if (!main) return false;
  return others.some((other) => other.box.height >= rivalShare * main.box.height);
}
