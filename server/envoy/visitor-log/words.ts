import type { CheckOutcome, Decision } from '../../sign-in/decision.ts';
import type { Reason } from '../../sign-in/reasons.ts';

export function inWords(reason: Reason): string {
  return reason.replaceAll('_', ' ');
}

/** What a check said; one that was ended because another had failed has nothing to say. */
export function outcomeOf({ passed, reason }: CheckOutcome, decided: Reason): string {
  if (passed) return reason === 'passed' ? 'passed' : `passed: ${inWords(reason)}`;
  return reason === 'timed_out' && decided !== 'timed_out' ? 'not finished' : inWords(reason);
}

/** How much the camera saw, as none or one text. */
export function framesOf({ evidence: { frames, usableFrames } }: Decision): string[] {
  if (frames === undefined) return [];
  return [usableFrames === undefined ? String(frames) : `${frames}, ${usableFrames} of use`];
}
