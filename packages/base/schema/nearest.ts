import { distance } from 'fastest-levenshtein';

/**
 * The known name that an unknown name probably means, or null. A third of the letters may differ, and two always
 * may; case does not count.
 */
export function nearest(name: string, known: readonly string[]): string | null {
  const far = (one: string) => distance(one.toLowerCase(), name.toLowerCase());
  const [best] = known.toSorted((a, b) => far(a) - far(b));
  return best !== undefined && far(best) <= Math.max(2, name.length / 3) ? best : null;
}
