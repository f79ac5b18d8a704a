import { distance } from 'fastest-levenshtein';

/**
 * Edits between two words, where two neighbours in the wrong order are one edit; `Infinity` when
 * it is more than `most`.
 */
export function edits(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return Infinity;
  const plain = distance(a, b);
  // Two neighbours swapped cost two replacements.
  const counted = plain === 2 && isSwap(a, b) ? 1 : plain;
  return counted <= most ? counted : Infinity;
}

/** Whether only two neighbours are in the wrong order. */
export function isSwap(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  if (i + 1 >= a.length) return false;
  return a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);
}

/** How many edits a slip of the pen makes in a word so long: none in the shortest. */
export function toleratedEdits(length: number): number {
  return length <= 3 ? 0 : length <= 7 ? 1 : 2;
}
