import type { FrameVerdict } from './frame-quality.ts';

/** Number of frames of each kind. */
export type FrameTally = Record<FrameVerdict['kind'], number>;

export function emptyTally(): FrameTally {
  return { usable: 0, no_face: 0, several_faces: 0, poor_quality: 0, fault: 0 };
}

/** After this long without a usable frame, more of the same frames would change nothing. */
export const hopelessAfterMs = 10_000;

/** Returns why a capture without a usable frame for so long is hopeless; null while it is not. */
export function hopelessReason(
  tally: FrameTally,
  msSinceUsable: number,
): 'no_face' | 'several_faces' | 'poor_quality' | null {
  if (msSinceUsable < hopelessAfterMs) return null;
  const reason = reasonOfTally({ ...tally, usable: 0, fault: 0 }, 'timed_out');
  return reason === 'no_face' || reason === 'several_faces' || reason === 'poor_quality'
    ? reason
    : null;
}

/**
 * Returns the reason at the deadline: the most frequent problem.
 * @param whenUsable the reason when most frames were good enough to compare
 */
export function reasonOfTally<R extends string>(
  tally: FrameTally,
  whenUsable: R,
): R | 'timed_out' | 'internal_error' | 'no_face' | 'several_faces' | 'poor_quality' {
  const seen = Object.values(tally).reduce((sum, count) => sum + count, 0);
  if (seen === 0) return 'timed_out';
  const [most] = Object.entries(tally).sort(([, a], [, b]) => b - a) as [
    [keyof FrameTally, number],
  ];
  switch (most[0]) {
    case 'usable':
      return whenUsable;
    case 'fault':
      return 'internal_error';
    default:
      return most[0];
  }
}
