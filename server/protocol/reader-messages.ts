import { Type, type Static } from 'typebox';

/**
 * Every message between the service and `vestibule reader`, which runs on the kiosk's machine. The service talks to the
 * chip; the reader forwards commands, and refuses those that no passport needs.
 *
 *     service                             reader
 *       | <------------------------- state |   first, and at each change
 *       | -- command --------------------> |   one at a time
 *       | <------------- answer, or failed |
 */
export const readerProtocol = 1;

export const readerSocketPath = '/kiosk/reader';
export const readerPairingPath = '/kiosk/reader/pair';

/** With more than one document, no session starts, because it would be unclear which one is read. */
const mostDocuments = 8;

/** A command or an answer in base64. */
const bytes = Type.String({ maxLength: 90_000, pattern: '^[0-9A-Za-z+/]*={0,2}$' });
const id = Type.Integer({ minimum: 1, maximum: 2 ** 31 });

const ReaderState = Type.Object(
  {
    type: Type.Literal('state'),
    protocol: Type.Integer(),
    /** Whether a reader is plugged in. */
    hasReader: Type.Boolean(),
    documents: Type.Integer({ minimum: 0, maximum: mostDocuments }),
  },
  { additionalProperties: false },
);

const Answer = Type.Object(
  { type: Type.Literal('answer'), id, bytes },
  { additionalProperties: false },
);

const readerFaults = ['document_gone', 'command_refused'] as const;

const Failed = Type.Object(
  { type: Type.Literal('failed'), id, fault: Type.Enum([...readerFaults]) },
  { additionalProperties: false },
);

export const ReaderMessage = Type.Union([ReaderState, Answer, Failed]);
export type ReaderMessage = Static<typeof ReaderMessage>;

export const ReaderCommand = Type.Object({ type: Type.Literal('command'), id, bytes });
export type ReaderCommand = Static<typeof ReaderCommand>;

/** The answer to a pairing code at `readerPairingPath`. */
export const ReaderPaired = Type.Object({
  token: Type.String(),
  kiosk: Type.Object({ name: Type.String() }),
});
