import { randomInt } from 'node:crypto';

/** RFC 8628, section 6.1: no vowels, so no words; no digits, so nothing looks like something else. */
const alphabet = 'BCDFGHJKLMNPQRSTVWXZ';
const length = 8;

/** A new code as it is shown, for example `BCDF-GHJK`: one of 20^8. */
export function newPairingCode(): string {
  const letters = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]);
  return letters.slice(0, length / 2).join('') + '-' + letters.slice(length / 2).join('');
}

/** The bare letters of a code as somebody typed it, or null when it cannot be a code. */
export function readPairingCode(typed: string): string | null {
  const letters = typed.replace(/[\s\p{Pd}]/gu, '').toUpperCase();
  const possible = letters.length === length && [...letters].every((one) => alphabet.includes(one));
  return possible ? letters : null;
}
