import { pairingAlphabet, pairingCodeLength } from '../../../server/protocol/pairing-messages.ts';

/** The letters of a code in what was typed or pasted, and whether there was anything that cannot be in one. */
export function readCode(typed: string): { letters: string; stray: boolean } {
  const characters = [...typed.toUpperCase().replace(/[\s\p{Pd}]/gu, '')];
  const letters = characters.filter((one) => pairingAlphabet.includes(one));
  return {
    letters: letters.slice(0, pairingCodeLength).join(''),
    stray: letters.length < characters.length,
  };
}

/** `BCDF-GHJK`, as the service prints it. */
export function formatCode(letters: string): string {
  const half = pairingCodeLength / 2;
  return letters.length > half ? `${letters.slice(0, half)}-${letters.slice(half)}` : letters;
}
