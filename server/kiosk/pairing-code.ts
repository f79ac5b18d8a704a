import { randomInt } from 'node:crypto';
import { pairingAlphabet as alphabet, pairingCodeLength as length } from './pairing-messages.ts';

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
