/** The letters that digits and signs stand for within a word ("D0e", "J@ne"), besides 1, ! and |. */
const letters: Readonly<Record<string, string>> = {
  ...{ 0: 'o', 2: 'z', 3: 'e', 4: 'a', 5: 's', 6: 'b', 7: 't', 8: 'b', 9: 'g' },
  ...{ '@': 'a', $: 's', '€': 'e', '£': 'l', '+': 't' },
};

const standIns = /[\p{N}@$€£+!|]+/gu;

/**
 * A name with letters for the digits and signs that stand beside letters, and without those that stand
 * alone. @param one what a 1 is read as, which may be an l or an i
 */
export function lettersForDigits(name: string, one: 'l' | 'i' = 'l'): string {
  return name.replace(standIns, (digits, at: number) => {
    const isBeside =
      /[\p{L}\p{M}]$/u.test(name.slice(Math.max(0, at - 2), at)) ||
      /^\p{L}/u.test(name.slice(at + digits.length, at + digits.length + 2));
    if (!isBeside) return ' ';
    return digits.replace(/[\d@$€£+!|]/gu, (digit) => letters[digit] ?? one);
  });
}
