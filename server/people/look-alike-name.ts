import anyAscii from 'any-ascii';
import { lettersForDigits } from './digits.ts';
import { skeleton } from './confusables.ts';

/**
 * What names that look alike have in common, whatever stands between, before and behind their
 * letters. Two names look alike when they share one of these. A name without a letter has none.
 *
 * Capital letters look otherwise than small ones, and each has its own look-alikes, so a name is read as
 * it is written, and all in capitals, and all small; and with its digits as letters, and without them.
 */
export function looksOf(name: string): Set<string> {
  const text = name.normalize('NFKC');
  const read = [lettersForDigits(text), text.replace(/\p{N}/gu, '')];
  const cased = new Set(read.flatMap((one) => [one, one.toUpperCase(), one.toLowerCase()]));
  const looks = new Set([...cased].map(look));
  looks.delete('');
  return looks;
}

function look(text: string): string {
  const plain = skeleton(text.replace(/[\p{Pd}\p{Z}]/gu, ''))
    // Small capitals, ligatures and letters with a stroke: what a hurried reader takes them for.
    .replace(/(?![a-zA-Z])\p{Script=Latin}/gu, (letter) => anyAscii(letter))
    .toLowerCase();
  return (
    // Again, for what is alike only as small letters: "m" and "rn".
    skeleton(plain)
      .replace(/[^\p{L}\p{M}]|\p{Me}/gu, '')
      // Accents; in other scripts marks are vowels.
      .replace(/([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu, '$1')
      // A capital I is an l, and which of an I is meant only its word tells.
      .replaceAll('i', 'l')
  );
}
