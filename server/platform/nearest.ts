import { distance } from 'fastest-levenshtein';

/**
 * The known name that somebody mistyped, or null when none is near. A third of its letters may differ,
 * whatever their case, and two always may.
 */
export function nearest(name: string, known: readonly string[]): string | null {
  const far = (one: string) => distance(one.toLowerCase(), name.toLowerCase());
  const [best] = known.toSorted((a, b) => far(a) - far(b));
  return best !== undefined && far(best) <= Math.max(2, name.length / 3) ? best : null;
}
