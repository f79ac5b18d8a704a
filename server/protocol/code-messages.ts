import { Type, type Static } from 'typebox';

/** The messages between the service and a kiosk about a personal code; see messages.ts. */

export const captureId = Type.String({ pattern: '^[0-9a-f]{32}$' });

/** Number of digits of a personal code. */
export const codeLength = 6;

/** The screen asks for a code. The camera turns off now, and stays off. */
export const CodeWanted = Type.Object({
  type: Type.Literal('code_wanted'),
  captureId,
  /** The text of the QR code for an authenticator app, when the person sets up a code. Shown, but never stored. */
  setUp: Type.Union([Type.String({ maxLength: 1000 }), Type.Null()]),
  /** The fault of the previously typed code. */
  problem: Type.Union([Type.Enum(['wrong', 'used']), Type.Null()]),
});
/** The message without its capture. */
export type CodeRequest = Pick<Static<typeof CodeWanted>, 'setUp' | 'problem'>;

/** The answer to `code_wanted`, once for each. */
export const CodeTyped = Type.Object(
  {
    type: Type.Literal('code_typed'),
    captureId,
    code: Type.String({ pattern: `^[0-9]{${codeLength}}$` }),
  },
  { additionalProperties: false },
);

/** The visitor has no code at hand, and goes to the front desk. */
export const CodeDeclined = Type.Object(
  { type: Type.Literal('code_declined'), captureId },
  { additionalProperties: false },
);
