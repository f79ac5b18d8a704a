import type { CaptureStart } from './messages.ts';

/** The frames that a kiosk is asked for: enough for a face, few enough for one worker process. */
export const frameLimits: CaptureStart['frames'] = {
  longestSide: 640,
  perSecond: 8,
  unanswered: 2,
};

/** What is taken: twice of what is asked for, so that no clock and no stutter of a kiosk matters. */
export const framesTaken = {
  perSecond: 2 * frameLimits.perSecond,
  atOnce: 10 * frameLimits.perSecond,
};

/** A capture takes two of them, and a camera that is plugged in one or two. */
export const controlMessagesTaken = { perSecond: 2, atOnce: 120 };
