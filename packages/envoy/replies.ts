import { oneLine } from '#base/text';

/** An answer to a call: 200 lets the visitor in, 412 holds them with a message. */
export interface HookReply {
  status: 200 | 412;
  /** JSON text. */
  body: string;
}

/** An attachment to an entry in the visitor log. */
export type Attachment = TextAttachment | { type: 'json'; label: string; value: object };

interface TextAttachment {
  type: 'text';
  label: string;
  value: string;
}

export const approvedReply: HookReply = { status: 200, body: '{}' };

/** Holds the visitor. The same message and attachments give the same bytes. */
export function heldReply(message: string, attachments: readonly Attachment[]): HookReply {
  return { status: 412, body: JSON.stringify({ message, debugInfo: {}, attachments }) };
}

export function textAttachment(label: string, value: string): TextAttachment {
  return { type: 'text', label: oneLine(label), value: oneLine(value) };
}
