import type { Decision } from '../sign-in/decision.ts';
import { reasons, type Reason } from '../sign-in/reasons.ts';
import {
  attachmentsOf,
  text,
  type Attachment,
  type VisitorLogOptions,
} from './visitor-log/attachments.ts';
import { inWords } from './visitor-log/words.ts';

export interface Reply {
  status: 200 | 412;
  /** JSON text. */
  body: string;
}

/** The reply to a held sign-in, byte for byte the same for the same decision. There is no third kind. */
export function replyTo(decision: Decision, options: VisitorLogOptions): Reply {
  if (decision.verdict === 'approved') return { status: 200, body: '{}' };
  return review(decision.reason, attachmentsOf(decision, options));
}

/** A review of a call that never became a sign-in, or that is answered before anything is known. */
export function reviewReply(reason: Reason): Reply {
  return review(reason, [text('Reason', inWords(reason))]);
}

function review(reason: Reason, attachments: Attachment[]): Reply {
  const message = `Vestibule: ${reasons[reason].frontDesk}`;
  return { status: 412, body: JSON.stringify({ message, debugInfo: {}, attachments }) };
}
