import { count, rateOf, type Rate } from '../statistics.ts';
import { type AllComparisons, reaching, type Scores } from './compare-all.ts';
import type { TitledTable } from '../../terminal/table.ts';

/** Fewer comparisons of a group say nothing of it. */
export const leastOfGroup = 500;

/** How people of one labelled group fare at a threshold, one photo against one photo. */
export interface GroupMeasurement {
  group: string;
  /** Strangers of this group that pass for each other; null where there are too few comparisons. */
  falseMatches: Rate | null;
  /** Its people who are refused as themselves; null likewise. */
  falseNonMatches: Rate | null;
  /** How many comparisons there were, whether enough or not. */
  impostor: number;
  genuine: number;
}

/** @param threshold null for a recogniser that is not calibrated: then there is nothing to say */
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
 * How many times the worst rate is the best one. Where the best group had no event its upper bound
 * stands for it, so that the ratio is at least so large; null with fewer than two groups, or no event.
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

/** For the terminal, the report and `calibrate`. */
export function groupsTable(groups: readonly GroupMeasurement[]): TitledTable {
  const rows = groups.map(({ group, falseMatches, falseNonMatches, impostor, genuine }) => [
    group,
    ...cells(falseMatches, impostor),
    ...cells(falseNonMatches, genuine),
  ]);
  const ratios = [
    worstToBest(groups.map(({ falseMatches }) => falseMatches)),
    worstToBest(groups.map(({ falseNonMatches }) => falseNonMatches)),
  ].flatMap((found) => [
    found ? `${found.isAtLeast ? 'at least ' : ''}${found.ratio.toFixed(1)} times` : 'not known',
    '',
  ]);
  if (rows.length > 0) rows.push(['worst to best', ...ratios]);
  return {
    title: `Groups, one photo against one photo; a group with fewer than ${leastOfGroup} comparisons is not judged`,
    head: ['group', 'FMR', 'of', 'FNMR', 'of'],
    rows,
  };
}

function cells(rate: Rate | null, of: number): [string, string] {
  if (!rate) return ['too few', count(of)];
  const share = (value: number) => `${(100 * value).toPrecision(2)} %`;
  return [`${share(rate.rate)}, at most ${share(rate.high)}`, count(of)];
}
