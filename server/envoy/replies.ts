import { oneLine } from '../platform/text.ts';
import type { Decision, CheckOutcome } from '../sign-in/decision.ts';
import { reasons, type Reason } from '../sign-in/reasons.ts';

export interface HookReply {
  status: 200 | 412;
  /** JSON text. */
  body: string;
}

/** The reply to a held sign-in, byte for byte the same for the same decision. There is no third kind. */
export function replyTo(decision: Decision, options: VisitorLogOptions): HookReply {
  if (decision.verdict === 'approved') return { status: 200, body: '{}' };
  return review(decision.reason, attachmentsOf(decision, options));
}

/** A review of a call that never became a sign-in, or that is answered before anything is known. */
export function reviewReply(reason: Reason): HookReply {
  return review(reason, [text('Reason', inWords(reason))]);
}

/** The stand-by's own reply: the service gave no valid answer in time. */
export function awayReply(): HookReply {
  const message =
    'Vestibule: The face check is away. Please check the visitor in person and tell your administrator.';
  const attachments = [text('Reason', 'face check away')];
  return { status: 412, body: JSON.stringify({ message, debugInfo: {}, attachments }) };
}

function review(reason: Reason, attachments: Attachment[]): HookReply {
  const message = `Vestibule: ${reasons[reason].frontDesk}`;
  return { status: 412, body: JSON.stringify({ message, debugInfo: {}, attachments }) };
}

/** The attachment to an entry in the visitor log. */
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
 * What the front desk reads about a decision: why, what was tried and what each check said, how much
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

function text(label: string, value: string): TextAttachment {
  return { type: 'text', label: oneLine(label), value: oneLine(value) };
}

/** The note of the check that decided has a place of its own. */
function said(outcome: CheckOutcome, { check }: Decision): string {
  const notes = outcome.check === check ? [] : noteOf(outcome.reason, outcome.note);
  return [outcomeOf(outcome), ...notes].join('. ');
}

/** What staff see beside approve and reject: what was asked, and below it what each check said. */
function screenerDetails(decision: Decision) {
  const { reason, evidence, checks } = decision;
  return {
    type: 'json' as const,
    label: 'Screener Details',
    value: {
      input: {
        fields: [
          field('Reason', inWords(reason)),
          ...framesOf(decision).map((frames) => field('Frames seen', frames)),
          ...noteOf(reason, evidence.note).map((note) => field('Note', note)),
        ],
      },
      matches: checks.map((outcome) => ({
        headers: { name: 'Check', value: outcome.check },
        'visible-fields-count': 2,
        fields: [
          field('Said', outcomeOf(outcome)),
          ...noteOf(outcome.reason, outcome.note).map((note) => field('Note', note)),
        ],
      })),
    },
  };
}

function field(name: string, value: string) {
  return { name, value: oneLine(value), type: 'text' as const };
}

function inWords(reason: Reason): string {
  return reason.replaceAll('_', ' ');
}

/** What a check said. */
function outcomeOf({ passed, reason }: CheckOutcome): string {
  return passed && reason !== 'passed' ? `passed: ${inWords(reason)}` : inWords(reason);
}

/** How much the camera saw, as none or one text. */
function framesOf({ evidence: { frames, usableFrames } }: Decision): string[] {
  if (frames === undefined) return [];
  return [usableFrames === undefined ? String(frames) : `${frames}, ${usableFrames} of use`];
}

/**
 * The notes that may be shown, as none or one text. Many read the visitor log, so which entry of a
 * list someone may be is not told there; the record of the sign-in has it.
 */
function noteOf(reason: Reason, note: string | null | undefined): string[] {
  return note && reason !== 'watchlist_hit' ? [note] : [];
}
