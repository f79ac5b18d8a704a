import type { CheckOutcome, Decision } from '../../sign-in/decision.ts';
import type { Reason } from '../../sign-in/reasons.ts';

export function inWords(reason: Reason): string {
  return reason.replaceAll('_', ' ');
}

/** What a check said. */
export function outcomeOf({ passed, reason }: CheckOutcome): string {
  return passed && reason !== 'passed' ? `passed: ${inWords(reason)}` : inWords(reason);
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
