import { Type, type Static } from 'typebox';

/** What the service and a lobby screen say of a personal code; see messages.ts. */

export const captureId = Type.String({ pattern: '^[0-9a-f]{32}$' });

/** How long a personal code is. */
export const codeLength = 6;

/** The screen asks for a code. The camera goes off with it, and stays so. */
export const CodeWanted = Type.Object({
  type: Type.Literal('code_wanted'),
  captureId,
  /** What an authenticator app scans, for somebody who sets up a code: shown, and kept nowhere. */
  setUp: Type.Union([Type.String({ maxLength: 1000 }), Type.Null()]),
  /** What was wrong with the code that was typed before. */
  problem: Type.Union([Type.Enum(['wrong', 'used']), Type.Null()]),
});
/** Without the capture that it belongs to. */
export type CodeRequest = Pick<Static<typeof CodeWanted>, 'setUp' | 'problem'>;

/** An answer to `code_wanted`; each is answered once. */
export const CodeTyped = Type.Object(
  {
    type: Type.Literal('code_typed'),
    captureId,
    code: Type.String({ pattern: `^[0-9]{${codeLength}}$` }),
  },
  { additionalProperties: false },
);

/** They have no code at hand, and go to a person. */
export const CodeDeclined = Type.Object(
  { type: Type.Literal('code_declined'), captureId },
  { additionalProperties: false },
);
