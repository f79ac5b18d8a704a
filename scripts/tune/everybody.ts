import { setImmediate } from 'node:timers/promises';
import type { Snapshot } from '../../server/people/gallery-snapshot.ts';
import type { Person } from '../../server/people/person.ts';
import { stricterThreshold } from '../../server/people/resemblance.ts';
import { similarities } from '../../server/people/similarities.ts';
import { Distribution, type Spread } from './distribution.ts';

/** Two people whom the model could take for each other, and what approval of either needs. */
export interface Pair {
  a: Person;
  b: Person;
  likeness: number;
  threshold: number;
}

/** Everybody enrolled compared with everybody else. */
export interface Everybody {
  people: number;
  spread: Spread;
  /** Comparisons of two people that reach the model's threshold. */
  matches: number;
  /** The most alike first. */
  pairs: Pair[];
}

/**
 * Compares fused templates; expired enrolments and two enrolments of one person are left out.
 * @param threshold the model's
 * @param onPerson told after each person, whom everybody after them was compared with
 */
export async function compareEverybody(
  { owners, matrix, resemblance }: Pick<Snapshot, 'owners' | 'matrix' | 'resemblance'>,
  { dimension, threshold }: { dimension: number; threshold: number },
  onPerson: () => void,
): Promise<Everybody> {
  const now = new Date();
  const isCurrent = owners.map(({ expiresAt }) => !expiresAt || expiresAt > now);
  const distribution = new Distribution();
  const pairs: Pair[] = [];
  let matches = 0;
  for (const [row, a] of owners.entries()) {
    onPerson();
    if (!isCurrent[row]) continue;
    await setImmediate();
    const probe = matrix.subarray(row * dimension, (row + 1) * dimension);
    const rest = matrix.subarray((row + 1) * dimension);
    const same = resemblance.same.get(a.id);
    for await (const { firstRow, scores } of similarities(rest, probe)) {
      for (const [i, likeness] of scores.entries()) {
        const index = row + 1 + firstRow + i;
        const b = owners[index];
        if (!b || !isCurrent[index] || same?.has(b.id)) continue;
        distribution.add(likeness);
        if (likeness >= threshold) matches++;
        const needed = stricterThreshold(likeness, threshold);
        if (needed > threshold) pairs.push({ a, b, likeness, threshold: needed });
      }
    }
  }
  pairs.sort((one, another) => another.likeness - one.likeness);
  const people = isCurrent.filter((current) => current).length;
  return { people, spread: distribution.spread(), matches, pairs };
}
