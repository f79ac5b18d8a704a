import {
  count,
  leastOfGroup,
  worstToBest,
  type GroupMeasurement,
  type Rate,
} from '#biometric-evaluation';
import type { TitledTable } from '../../../scripts/terminal/table.ts';

/** The table for the terminal, the report and `calibrate`. */
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
