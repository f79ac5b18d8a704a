import type { Db } from '../store/schema.ts';
import { lookalikesOf } from '../store/tables/lookalikes.ts';
import { samePeople } from '../store/tables/same-people.ts';

/** What is known of enrolments whose faces are alike. */
export interface Resemblance {
  /** By person: the score that their approval needs, when they look like somebody else enrolled. */
  stricter: ReadonlyMap<string, number>;
  /** By person: all enrolments of that person, their own too, when there are several. */
  same: ReadonlyMap<string, ReadonlySet<string>>;
}

/** @param model whose scale thresholds are on */
export async function loadResemblance(db: Db, model: string): Promise<Resemblance> {
  const stricter = new Map<string, number>();
  for (const { personA, personB, threshold } of await lookalikesOf(db, model)) {
    for (const id of [personA, personB]) {
      // The strictest of several pairs counts.
      stricter.set(id, Math.max(threshold, stricter.get(id) ?? -1));
    }
  }
  const same = new Map<string, ReadonlySet<string>>();
  for (const { personA, personB } of await samePeople(db)) {
    const all = new Set([...(same.get(personA) ?? [personA]), ...(same.get(personB) ?? [personB])]);
    for (const id of all) same.set(id, all);
  }
  return { stricter, same };
}

/**
 * The score that approval of either of two people needs who look alike: what the one scores against
 * the other, and a margin above it of a tenth of what lies between the model's threshold and 1 (the
 * scales of recognisers differ). Near 1 the model cannot tell the two apart, and both go to the
 * front desk. Never less than the model's threshold.
 */
export function stricterThreshold(likeness: number, threshold: number): number {
  return Math.min(1, Math.max(threshold, likeness + (1 - threshold) / 10));
}
