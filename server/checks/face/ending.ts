import type { CaptureEnding } from '../../kiosk/capture.ts';
import type { ReviewReason } from '../../sign-in/reasons.ts';
import type { FrameVerdict } from './frame-quality.ts';

/** How many frames of each kind were seen. */
export type Tally = Record<FrameVerdict['kind'], number>;

export function emptyTally(): Tally {
  return { usable: 0, no_face: 0, several_faces: 0, poor_quality: 0, fault: 0 };
}

/**
 * The reason for a capture that ended without the look having concluded.
 *
 * @param whenUsable what to say at the deadline when most frames were good enough to compare
 */
export function reasonOfEnding(
  ending: CaptureEnding,
  tally: Tally,
  whenUsable: ReviewReason,
): ReviewReason {
  switch (ending) {
    case 'declined':
      return 'declined';
    case 'camera_failed':
    case 'kiosk_offline':
      return 'kiosk_offline';
    case 'no_kiosk_here':
      return 'no_kiosk_here';
    case 'camera_stuck':
      return 'camera_stuck';
    case 'kiosk_busy':
      return 'kiosk_busy';
    case 'timed_out':
      return reasonOfTally(tally, whenUsable);
    case 'gave_way':
    case 'aborted':
    case 'done':
      return 'internal_error';
  }
}

/** So long without a frame that could be compared, more of the same would change nothing. */
export const hopelessAfterMs = 10_000;

/** Why a capture is hopeless that has had no usable frame for so long; null while there is hope. */
export function hopelessReason(
  tally: Tally,
  msSinceUsable: number,
): Extract<ReviewReason, 'no_face' | 'several_faces' | 'poor_quality'> | null {
  if (msSinceUsable < hopelessAfterMs) return null;
  const reason = reasonOfTally({ ...tally, usable: 0, fault: 0 }, 'timed_out');
  return reason === 'no_face' || reason === 'several_faces' || reason === 'poor_quality'
    ? reason
    : null;
}

/** At the deadline: what stood in the way most often. */
function reasonOfTally(tally: Tally, whenUsable: ReviewReason): ReviewReason {
  const seen = Object.values(tally).reduce((sum, count) => sum + count, 0);
  if (seen === 0) return 'timed_out';
  const [most] = Object.entries(tally).sort(([, a], [, b]) => b - a) as [[keyof Tally, number]];
  switch (most[0]) {
    case 'usable':
      return whenUsable;
    case 'fault':
      return 'internal_error';
    default:
      return most[0];
  }
}
