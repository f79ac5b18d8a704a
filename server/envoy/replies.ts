import { oneLine } from '../../packages/printable-text/index.ts';
import type { Decision, CheckOutcome } from '../sign-in/decision.ts';
import { reasons, type Reason } from '../sign-in/reasons.ts';

export interface HookReply {
  status: 200 | 412;
  /** JSON text. */
  body: string;
}

/** The reply to a held sign-in, byte for byte the same for the same decision. There are only two kinds. */
export function replyTo(decision: Decision, options: VisitorLogOptions): HookReply {
  if (decision.verdict === 'approved') return { status: 200, body: '{}' };
  return review(decision.reason, attachmentsOf(decision, options));
}

/** A review reply to a call that never became a sign-in or that is answered before anything is known. */
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

/** An attachment to an entry in the visitor log. */
export type Attachment = TextAttachment | { type: 'json'; label: string; value: object };

interface TextAttachment {
  type: 'text';
  label: string;
  value: string;
}

export interface VisitorLogOptions {
  /** Also add the details in Envoy's form for screeners. */
  screenerDetails: boolean;
}

/**
 * What the front desk reads about a decision: the reason, each check's result and the number of frames. No scores and
 * no times, so that a repeat gets the same bytes.
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

/** The decisive check's note has its own place. */
function said(outcome: CheckOutcome, { check }: Decision): string {
  const notes = outcome.check === check ? [] : noteOf(outcome.reason, outcome.note);
  return [outcomeOf(outcome), ...notes].join('. ');
}

/** The view beside the approve and reject buttons: reason, frames and note, and below them each check's result. */
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
