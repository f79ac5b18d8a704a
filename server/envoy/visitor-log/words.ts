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

/**
 * The notes that may be shown, as none or one text. Many read the visitor log, so which entry of a
 * list somebody may be is not told there; the record of the sign-in has it.
 */
export function noteOf(reason: Reason, note: string | null | undefined): string[] {
  return note && reason !== 'watchlist_hit' ? [note] : [];
}
