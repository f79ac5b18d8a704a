import { oneLine } from '../../platform/printable.ts';
import type { CheckOutcome, Decision } from '../../sign-in/decision.ts';
import { screenerDetails } from './screener-details.ts';
import { framesOf, inWords, noteOf, outcomeOf } from './words.ts';

/** What stands beside an entry in the visitor log. */
export type Attachment = TextAttachment | { type: 'json'; label: string; value: object };

interface TextAttachment {
  type: 'text';
  label: string;
  value: string;
}

export interface VisitorLogOptions {
  /** Say it in Envoy's form for screeners, too. */
  screenerDetails: boolean;
}

/**
 * What the front desk is told of a decision: why, what was tried and what each check said, how much
 * the camera saw. No scores and no times, so a repeat gets the same bytes.
 */
export function attachmentsOf(decision: Decision, options: VisitorLogOptions): Attachment[] {
  const { reason, evidence, checks } = decision;
  return [
    text('Reason', inWords(reason)),
    ...checks.map((outcome) => text(`Check: ${outcome.check}`, said(outcome, decision))),
    ...framesOf(decision).map((frames) => text('Frames seen', frames)),
    ...noteOf(reason, evidence.note).map((note) => text('Note', note)),
    ...(options.screenerDetails ? [screenerDetails(decision)] : []),
  ];
}

export function text(label: string, value: string): TextAttachment {
  return { type: 'text', label: oneLine(label), value: oneLine(value) };
}

/** The note of the check that decided has a place of its own. */
function said(outcome: CheckOutcome, { check }: Decision): string {
  const notes = outcome.check === check ? [] : noteOf(outcome.reason, outcome.note);
  return [outcomeOf(outcome), ...notes].join('. ');
}
