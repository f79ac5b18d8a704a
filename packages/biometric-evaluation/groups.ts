import type { AllComparisons } from './comparisons.ts';
import { rateOf, type Rate } from './rates.ts';
import { reaching, type Scores } from './scores.ts';

/** Fewer comparisons of a group say nothing about it. */
export const leastOfGroup = 500;

/** Results of one labelled group at a threshold, with single samples. */
export interface GroupMeasurement {
  group: string;
  /** Strangers of this group accepted for each other; null where there are too few comparisons. */
  falseMatches: Rate | null;
  /** The group's people rejected as themselves; null likewise. */
  falseNonMatches: Rate | null;
  /** Number of comparisons, whether enough or not. */
  impostor: number;
  genuine: number;
}

/** @param threshold null for a recogniser without calibration: then there are no results */
export function measureGroups(
  { withinGroup, genuineInGroup }: AllComparisons,
  threshold: number | null,
): GroupMeasurement[] {
  if (threshold === null) return [];
  const none: Scores = new Float32Array();
  return [...new Set([...withinGroup.keys(), ...genuineInGroup.keys()])].sort().map((group) => {
    const strangers = withinGroup.get(group) ?? none;
    const same = genuineInGroup.get(group) ?? none;
    const passed = reaching(strangers, threshold);
    const refused = same.length - reaching(same, threshold);
    return {
      group,
      falseMatches: enough(strangers) ? rateOf(passed, strangers.length) : null,
      falseNonMatches: enough(same) ? rateOf(refused, same.length) : null,
      impostor: strangers.length,
      genuine: same.length,
    };
  });
}

function enough(scores: Scores): boolean {
  return scores.length >= leastOfGroup;
}

/**
 * The worst rate divided by the best one. For a best group without events, uses its upper bound, so that the ratio is
 * a minimum. Null with fewer than two groups or without any event.
 */
export function worstToBest(
  rates: readonly (Rate | null)[],
): { ratio: number; isAtLeast: boolean } | null {
  const known = rates
    .filter((rate) => rate !== null)
    .sort((one, other) => other.rate - one.rate || one.high - other.high);
  const [worst, best] = [known[0], known.at(-1)];
  if (!worst || !best || known.length < 2 || worst.events === 0) return null;
  const isAtLeast = best.events === 0;
  return { ratio: worst.rate / (isAtLeast ? best.high : best.rate), isAtLeast };
}
