/** The check digit of 9303-3, 4.9, for letters, digits and `<`; null for other characters. */
export function checkDigit(text: string): string | null {
  let sum = 0;
  for (const [i, character] of [...text].entries()) {
    const value = character === '<' ? 0 : Number.parseInt(character, 36);
    if (!/^[0-9A-Z<]$/.test(character)) return null;
    sum += value * ([7, 3, 1][i % 3] ?? 0);
  }
  return String(sum % 10);
}
