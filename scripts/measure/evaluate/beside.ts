import { plainTable } from '../../terminal/table.ts';
import { percent, rateText, timesOf } from '../statistics.ts';
import type { LookedAtSet } from './collection.ts';
import type { Measurement } from './measure.ts';

/** Two recognisers on the same photos, a column each. */
export function comparisonText(
  measured: readonly Measurement[],
  sets: readonly Pick<LookedAtSet, 'milliseconds'>[],
): string {
  const head = ['', ...measured.map(({ model }) => model)];
  const rows: string[][] = [];
  const row = (name: string, cellOf: (one: Measurement, index: number) => string) =>
    rows.push([name, ...measured.map(cellOf)]);
  row('no face found (FTA)', ({ failures }) => rateText(failures));
  row('threshold in use', ({ threshold }) => String(threshold ?? 'none yet'));
  for (const { falseMatchRate } of measured[0]?.singles?.points ?? []) {
    row(`TAR at FMR ${falseMatchRate.toExponential(0)}`, ({ singles }) => {
      const point = singles?.points.find((one) => one.falseMatchRate === falseMatchRate);
      if (!point?.shown) return 'too few comparisons';
      const { rate, low, high } = point.passed;
      return `${percent(rate, 1)} (${percent(low, 1)} to ${percent(high, 1)})`;
    });
  }
  for (const [index, { enrolled, frames }] of (measured[0]?.fused ?? []).entries()) {
    row(`${enrolled} enrolled, ${frames} fused: refused`, ({ fused }) => {
      const rate = fused[index]?.atThreshold?.refused;
      return rate ? rateText(rate) : 'no threshold';
    });
  }
  row('a photo, median', (_one, index) => {
    const { milliseconds = [] } = sets[index] ?? {};
    return milliseconds.length === 0
      ? 'remembered'
      : `${timesOf(milliseconds).median.toFixed(0)} ms`;
  });
  return `\nSide by side, with intervals of 95 %:\n${plainTable(head, rows)}`;
}
