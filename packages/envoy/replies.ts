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

type Field = readonly [name: string, value: string];

/**
 * The view beside the buttons that approve and reject.
 * @param matches what was looked at, below the fields
 */
export function screenerDetails(
  fields: readonly Field[],
  matches: readonly { header: Field; fields: readonly Field[] }[],
): Attachment {
  return {
    type: 'json',
    label: 'Screener Details',
    value: {
      input: { fields: fields.map(fieldOf) },
      matches: matches.map(({ header: [name, value], fields }) => ({
        headers: { name, value },
        'visible-fields-count': 2,
        fields: fields.map(fieldOf),
      })),
    },
  };
}

function fieldOf([name, value]: Field) {
  return { name, value: oneLine(value), type: 'text' as const };
}
