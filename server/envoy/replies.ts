import { approvedReply, heldReply, textAttachment, type Attachment, type HookReply } from '#envoy';
import type { Decision, CheckOutcome } from '../sign-in/decision.ts';
import { frontDeskText, type Reason } from '../sign-in/reasons.ts';

/** The reply to a held sign-in, byte for byte the same for the same decision. There are only two kinds. */
export function replyTo(decision: Decision): HookReply {
  if (decision.verdict === 'approved') return approvedReply;
  return review(decision.reason, attachmentsOf(decision));
}

/** A review reply to a call that never became a sign-in or that is answered before anything is known. */
export function reviewReply(reason: Reason): HookReply {
  return review(reason, [textAttachment('Reason', inWords(reason))]);
}

/** The stand-by's own reply: the service gave no valid answer in time. */
export function awayReply(): HookReply {
  const message =
    'Vestibule: The face check is away. Please check the visitor in person and tell your administrator.';
  return heldReply(message, [textAttachment('Reason', 'face check away')]);
}

function review(reason: Reason, attachments: Attachment[]): HookReply {
  return heldReply(`Vestibule: ${frontDeskText(reason)}`, attachments);
}

export type { HookReply };

/**
 * What the front desk reads about a decision: the reason, each check's result and the number of frames. No scores and
 * no times, so that a repeat gets the same bytes.
 */
export function attachmentsOf(decision: Decision): Attachment[] {
  const { reason, evidence, checks } = decision;
  return [
    textAttachment('Reason', inWords(reason)),
    ...checks.map((outcome) =>
      textAttachment(`Check: ${outcome.check}`, describe(outcome, decision)),
    ),
    ...framesOf(decision).map((frames) => textAttachment('Frames seen', frames)),
    ...noteOf(reason, evidence.note).map((note) => textAttachment('Note', note)),
  ];
}

/** The decisive check's note has its own place. */
function describe(outcome: CheckOutcome, { check }: Decision): string {
  const notes = outcome.check === check ? [] : noteOf(outcome.reason, outcome.note);
  return [outcomeOf(outcome), ...notes].join('. ');
}

function inWords(reason: Reason): string {
  return reason.replaceAll('_', ' ');
}

/** The result of a check in words. */
function outcomeOf({ passed, reason }: CheckOutcome): string {
  return passed && reason !== 'passed' ? `passed: ${inWords(reason)}` : inWords(reason);
}

/** The number of frames, as none or one text. */
function framesOf({ evidence: { frames, usableFrames } }: Decision): string[] {
  if (frames === undefined) return [];
  return [usableFrames === undefined ? String(frames) : `${frames}, ${usableFrames} of use`];
}

/**
 * The notes for the visitor log, as none or one text. Many people read that log, so it does not tell which list entry
 * may mean the visitor; the sign-in's record does.
 */
function noteOf(reason: Reason, note: string | null | undefined): string[] {
  return note && reason !== 'watchlist_hit' ? [note] : [];
}
