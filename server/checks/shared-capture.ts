import type { CaptureEnd, CaptureRequest, Kiosks } from '../kiosk/capture.ts';
import { SharedRun } from './shared-capture/shared-run.ts';

export interface SharedRequest extends Omit<CaptureRequest, 'purpose' | 'kioskId'> {
  /** What the check looks for in the frames; the visitor is told. */
  look: 'face' | 'health_pass';
}

/** A check's place in the one capture of a sign-in. */
export interface Seat {
  /**
   * Like `Kiosks.capture`, shared: it begins when every check that has a seat has asked or left,
   * each is given every frame, and it goes on until all have what they need. Never rejects.
   */
  capture(request: SharedRequest): Promise<CaptureEnd>;
  /** The check needs no camera. Does nothing after `capture`. */
  leave(): void;
}

/** The captures of sign-ins, one for each, whatever number of checks want to look. */
export interface SharedCaptures {
  /**
   * Must be taken before the check waits for anything, so that the camera is not asked for, nor the
   * visitor told what it is for, before everybody is known who wants to look.
   */
  seat(jobId: string): Seat;
}

export function createSharedCaptures(kiosks: Kiosks): SharedCaptures {
  const gathering = new Map<string, SharedRun>();
  return {
    seat(jobId) {
      let run = gathering.get(jobId);
      if (!run) {
        run = new SharedRun(kiosks, () => gathering.delete(jobId));
        gathering.set(jobId, run);
      }
      return run.seat();
    },
  };
}
