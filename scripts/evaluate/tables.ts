import type { Measurement } from './measure.ts';
import { count, percent, small } from './numbers.ts';

export interface MeasuredTable {
  title: string;
  head: string[];
  rows: string[][];
}

/** The numbers of a run, for the terminal, the report and the model cards alike. */
export function tablesOf(measured: Measurement): MeasuredTable[] {
  return [singlesTable(measured), ...fusedTables(measured), strangersTable(measured)].filter(
    ({ rows }) => rows.length > 0,
  );
}

function singlesTable({ singles }: Measurement): MeasuredTable {
  const size = singles
    ? ` (${count(singles.genuine)} genuine, ${count(singles.impostor)} impostor comparisons)`
    : '';
  const rows = (singles?.points ?? []).map(({ falseMatchRate, threshold, passed, shown }) => [
    small(falseMatchRate) + (shown ? '' : ' *'),
    threshold.toFixed(3),
    percent(passed.rate),
    `${(100 * passed.low).toFixed(2)} to ${percent(passed.high)}`,
  ]);
  const equal = singles?.equalErrorRate;
  if (equal) {
    const rate = percent((equal.falseMatchRate + equal.falseNonMatchRate) / 2);
    rows.push([`EER ${rate}`, equal.threshold.toFixed(3), '', '']);
  }
  return {
    title: `One photo against one photo${size}`,
    head: ['FMR', 'threshold', 'TAR', '95 % interval'],
    rows,
  };
}

function fusedTables({ fused }: Measurement): MeasuredTable[] {
  return fused.map((one) => ({
    title: `${one.enrolled} enrolled, ${one.frames} fused (${count(one.genuine)} genuine, ${count(one.impostor)} impostor comparisons, gallery of ${one.gallery}, mean of ${one.draws} draws)`,
    head: ['at', 'threshold', 'FNMR / FNIR', 'least to most'],
    rows: [
      ...one.points.map((point) => [
        `FMR ${small(point.falseMatchRate)}`,
        point.threshold.toFixed(3),
        percent(point.falseNonMatchRate),
        `${(100 * point.least).toFixed(2)} to ${percent(point.most)}`,
      ]),
      ...(one.atThreshold
        ? [
            [
              'threshold in use',
              one.atThreshold.threshold.toFixed(3),
              percent(one.atThreshold.refused.rate),
              `FMR ${small(one.atThreshold.strangersPassed.rate)}`,
            ],
          ]
        : []),
      ...one.identification.map(({ falsePositiveRate, notIdentified, strangers }) => [
        `FPIR ${small(falsePositiveRate)}`,
        '',
        percent(notIdentified),
        `${count(strangers)} strangers`,
      ]),
    ],
  }));
}

function strangersTable({ strangers, threshold }: Measurement): MeasuredTable {
  return {
    title: `Strangers, one photo against one photo, FMR at ${threshold ?? 'no threshold'}`,
    head: ['strangers', 'comparisons', 'highest', 'counted', 'at most (95 %)', 'modelled'],
    rows: strangers.map((one) => [
      `${one.kind} ${one.name}`.trim(),
      count(one.comparisons),
      one.highest.toFixed(3),
      one.atThreshold ? small(one.atThreshold.rate) : '',
      one.atThreshold ? small(one.atThreshold.high) : '',
      one.modelledAtThreshold === null ? '' : small(one.modelledAtThreshold),
    ]),
  };
}
