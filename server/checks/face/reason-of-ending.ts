import type { FaceSession } from '#face';
import type { CaptureEnding } from '../../kiosk/capture.ts';
import type { ReviewReason } from '../../sign-in/reasons.ts';

/** Returns the reason for a capture that ended before the session reached a conclusion. */
export function reasonOfEnding(
  ending: CaptureEnding,
  session: Pick<FaceSession, 'reasonAtTimeout'>,
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
    case 'second_camera_missing':
      return ending;
    case 'kiosk_busy':
      return 'kiosk_busy';
    case 'timed_out':
      return session.reasonAtTimeout();
    case 'aborted':
    case 'done':
      return 'internal_error';
  }
}
