/** The letter that a digit is read as within a word. */
const letters = 'olzeasbtbg';

/**
 * A name with letters for the digits that stand beside letters ("D0e"), and without those that stand
 * alone. @param one what a 1 is read as, which may be an l or an i
 */
export function lettersForDigits(name: string, one: 'l' | 'i' = 'l'): string {
  return name.replace(/\p{N}+/gu, (digits, at: number) => {
    const isBeside =
      /[\p{L}\p{M}]$/u.test(name.slice(Math.max(0, at - 2), at)) ||
      /^\p{L}/u.test(name.slice(at + digits.length, at + digits.length + 2));
    if (!isBeside) return ' ';
    return digits.replace(/\d/g, (digit) => (digit === '1' ? one : letters[Number(digit)]!));
  });
}
