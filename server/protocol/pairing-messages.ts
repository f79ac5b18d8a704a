import { Type, type Static } from 'typebox';

/** The pairing code, and the bodies of the two pairing routes, defined once for the page and the service. */

/** RFC 8628, section 6.1: without vowels, so no words occur; without digits, so nothing is mistaken for a letter. */
export const pairingAlphabet = 'BCDFGHJKLMNPQRSTVWXZ';
/** Letters in a code; shown in two halves with a dash between them. */
export const pairingCodeLength = 8;

/** Formats like `BCDF-GHJK`. */
export function formatCode(letters: string): string {
  const half = pairingCodeLength / 2;
  return letters.length > half ? `${letters.slice(0, half)}-${letters.slice(half)}` : letters;
}

/** Returns the letters of a code in a typed or pasted text, and whether it had other characters. */
export function readCode(typed: string): { letters: string; stray: boolean } {
  const characters = [...typed.toUpperCase().replace(/[\s\p{Pd}]/gu, '')];
  const letters = characters.filter((one) => pairingAlphabet.includes(one));
  return {
    letters: letters.slice(0, pairingCodeLength).join(''),
    stray: letters.length < characters.length,
  };
}

/** `GET /kiosk/session`: whether this browser is paired, by its cookie. */
export const Session = Type.Union([
  Type.Object({ paired: Type.Literal(false) }),
  Type.Object({ paired: Type.Literal(true), kiosk: Type.Object({ name: Type.String() }) }),
]);
export type Session = Static<typeof Session>;

/** `POST /kiosk/pair`. The answer is a `Session` with the cookie, or a `PairingRefusal`. */
export const PairingRequest = Type.Object(
  { code: Type.String({ maxLength: 64 }) },
  { additionalProperties: false },
);
export type PairingRequest = Static<typeof PairingRequest>;

const pairingRefusals = [
  /** 400: not eight letters of the alphabet; a typing error, not a guess. */
  'malformed_code',
  /** 403: no such code: wrong, already used, or void after too many wrong tries. */
  'wrong_code',
  /** 403: the code was right, but is too old. */
  'expired_code',
  /** 429: too many tries; `Retry-After` says how many seconds to wait. */
  'too_many_tries',
] as const;

export const PairingRefusal = Type.Object({
  error: Type.Enum(pairingRefusals),
  /** An English sentence for people; the page has its own words for each `error`. */
  message: Type.String(),
});
export type PairingRefusal = Static<typeof PairingRefusal>;
