import { seededRandom } from '#base/random';
import type { Sample } from '../index.ts';

/** The cosine of two templates of length 1. */
export function cosineOf(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
}

/** The mean of several templates, of length 1 again. */
export function meanOfTemplates(templates: readonly Float32Array[]): Float32Array {
  const sums = templates[0]!.map((_, at) =>
    templates.reduce((sum, template) => sum + (template[at] ?? 0), 0),
  );
  const norm = Math.hypot(...sums);
  return sums.map((value) => value / norm);
}

/** People whose templates are near a separate direction for each person. */
export function samplesOf(
  count: number,
  photos: number,
  source: (person: number) => string,
): Sample[] {
  const random = seededRandom(3);
  return Array.from({ length: count }, (_, person) => {
    const own = Array.from({ length: 32 }, () => random() - 0.5);
    return Array.from({ length: photos }, (): Sample => {
      const vector = own.map((value) => value + 0.3 * (random() - 0.5));
      const norm = Math.hypot(...vector);
      return {
        person: String(person),
        source: source(person),
        group: null,
        template: Float32Array.from(vector, (value) => value / norm),
      };
    });
  }).flat();
}
