import type { CaptureEnding } from '../../kiosk/capture.ts';
import type { Reason, ReviewReason } from '../../sign-in/reasons.ts';
import type { FrameConclusion, FrameVerdict } from '../../../packages/face/index.ts';

/** The conclusion of a face check. */
export type Conclusion = Extract<
  Reason,
  FrameConclusion | 'face_changed' | 'movement_not_seen' | 'no_face' | 'several_faces' | 'timed_out'
>;

/** Number of frames of each kind. */
export type FrameTally = Record<FrameVerdict['kind'], number>;

export function emptyTally(): FrameTally {
  return { usable: 0, no_face: 0, several_faces: 0, poor_quality: 0, fault: 0 };
}

/**
 * Returns the reason for a capture that ended before the session reached a conclusion.
 *
 * @param whenUsable the reason at the deadline when most frames were good enough to compare
 */
export function reasonOfEnding(
  ending: CaptureEnding,
  tally: FrameTally,
  whenUsable: ReviewReason,
): ReviewReason {
  switch (ending) {
    case 'declined':
      return 'declined';
    case 'cannot_move':
      return 'cannot_move';
    case 'camera_failed':
    case 'kiosk_offline':
      return 'kiosk_offline';
    case 'no_kiosk_here':
      return 'no_kiosk_here';
    case 'camera_stuck':
    case 'camera_changed':
      return ending;
    case 'kiosk_busy':
      return 'kiosk_busy';
    case 'timed_out':
      return reasonOfTally(tally, whenUsable);
    case 'aborted':
    case 'done':
      return 'internal_error';
  }
}

/** After this long without a usable frame, more of the same frames would change nothing. */
export const hopelessAfterMs = 10_000;

/** Returns why a capture without a usable frame for so long is hopeless; null while it is not. */
export function hopelessReason(
  tally: FrameTally,
  msSinceUsable: number,
): Extract<ReviewReason, 'no_face' | 'several_faces' | 'poor_quality'> | null {
  if (msSinceUsable < hopelessAfterMs) return null;
  const reason = reasonOfTally({ ...tally, usable: 0, fault: 0 }, 'timed_out');
  return reason === 'no_face' || reason === 'several_faces' || reason === 'poor_quality'
    ? reason
    : null;
}

/** Returns the reason at the deadline: the most frequent problem. */
function reasonOfTally(tally: FrameTally, whenUsable: ReviewReason): ReviewReason {
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
