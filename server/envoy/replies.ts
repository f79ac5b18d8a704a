import type { Decision } from '../sign-in/decision.ts';
import { reasons, type Reason } from '../sign-in/reasons.ts';

export interface Reply {
  status: 200 | 412;
  /** JSON text. */
  body: string;
}

/** The reply to a held sign-in, byte for byte the same for the same decision. There is no third kind. */
export function replyTo({ verdict, reason, check, evidence }: Decision): Reply {
  if (verdict === 'approved') return { status: 200, body: '{}' };
  return reviewReply(reason, [
    ...(check ? [text('Check', check)] : []),
    ...(evidence.frames === undefined ? [] : [text('Frames seen', String(evidence.frames))]),
    ...(evidence.note ? [text('Note', evidence.note)] : []),
  ]);
}

/** A review of a call that never became a sign-in, or that is answered before anything is known. */
export function reviewReply(reason: Reason, further: Attachment[] = []): Reply {
  const { frontDesk } = reasons[reason];
  const body = {
    message: `Vestibule: ${frontDesk}`,
    debugInfo: {},
    attachments: [text('Reason', reason.replaceAll('_', ' ')), ...further],
  };
  return { status: 412, body: JSON.stringify(body) };
}

interface Attachment {
  type: 'text';
  label: string;
  value: string;
}

function text(label: string, value: string): Attachment {
  return { type: 'text', label, value };
}
