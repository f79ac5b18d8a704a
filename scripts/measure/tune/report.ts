import Table from 'cli-table3';
import { tableText } from '../../terminal/table.ts';
import { wrapText } from '../../terminal/text.ts';
import { lightSentences, roomSentences } from './cues.ts';
import type { Spread } from './distribution.ts';
import { rateText } from '../statistics.ts';
import type { Tuning } from './tuning.ts';
import { vestibule } from '../../../server/platform/operator-error.ts';

/** So many pairs are listed; `--json` has all. */
const maxListed = 50;

/** What was found, for people, in 80 columns. */
export function tuneReport(tuning: Tuning): string {
  const { model, everybody, signIns, verdict, pairs } = tuning;
  const rows: [string, Spread][] = [
    ['sign-ins approved', signIns.approved],
    ['sign-ins refused', signIns.refused],
    ...Object.entries(signIns.byReason).map(([reason, spread]): [string, Spread] => [
      `  ${reason}`,
      spread,
    ]),
    ...said(signIns.said),
    [`${everybody.people} enrolled, each with each`, everybody.spread],
  ];
  return [
    wrapText(`Recogniser ${model.id}, threshold ${model.threshold}.`),
    '',
    spreads(rows),
    '',
    histograms(tuning),
    '',
    ...(signIns.notFollowed.of === 0
      ? []
      : [wrapText(`Asked to follow the dot, and did not: ${rateText(signIns.notFollowed)}.`), '']),
    ...verdict.sentences.map((sentence) => wrapText(sentence)),
    ...[...roomSentences(tuning.room), ...lightSentences(tuning.light)].map((sentence) =>
      wrapText(sentence),
    ),
    '',
    ...(pairs.length === 0 ? ['Nobody enrolled looks like somebody else to the model.'] : []),
    ...(pairs.length === 0 ? [] : [alike(pairs), ...adviceOn(tuning)]),
  ].join('\n');
}

/** Nothing until the desk has said something. */
function said({ rightPerson, somebodyElse }: Tuning['signIns']['said']): [string, Spread][] {
  if (rightPerson.count + somebodyElse.count === 0) return [];
  return [
    ['the right person, said the desk', rightPerson],
    ['somebody else, said the desk', somebodyElse],
  ];
}

function spreads(rows: readonly [string, Spread][]): string {
  const number = (value: number | null) => value?.toFixed(2) ?? '-';
  const table = plainTable(
    ['scores', 'number', 'lowest', 'median', 'highest'],
    [36, 14, 10, 10, 10],
  );
  for (const [name, { count, min, median, max }] of rows) {
    table.push([name, count.toLocaleString('en'), number(min), number(median), number(max)]);
  }
  return trimmed(table);
}

/** How often scores fall into each tenth from -0.4, the approved beside the pairs of enrolled people. */
function histograms({ everybody, signIns }: Tuning): string {
  const approved = signIns.approved;
  const strangers = everybody.spread;
  const table = plainTable(['from', 'approved sign-ins', 'different people'], [8, 36, 36]);
  for (let bin = 6; bin < approved.histogram.length; bin++) {
    const from = (-1 + bin / 10).toFixed(1);
    table.push([from, bar(approved, bin), bar(strangers, bin)]);
  }
  return trimmed(table);
}

function trimmed(table: Table.Table): string {
  return table.toString().replace(/ +$/gmu, '');
}

function bar({ count, histogram }: Spread, bin: number): string {
  const number = histogram[bin] ?? 0;
  if (number === 0) return '';
  return `${'#'.repeat(Math.ceil((24 * number) / count))} ${number.toLocaleString('en')}`;
}

function alike(pairs: Tuning['pairs']): string {
  const columns = { 'These look alike': 24, '': 23, Alike: 8, Needed: 9, 'In force': 10 };
  const rows = pairs.slice(0, maxListed).map(({ a, b, likeness, threshold, inForce }) => {
    const force = inForce === null ? '-' : inForce.toFixed(2);
    return [a.name, b.name, likeness.toFixed(2), threshold.toFixed(2), force];
  });
  const table = tableText(columns, rows);
  const more = pairs.length - maxListed;
  return more > 0 ? `${table}\n... and ${more} more pairs.` : table;
}

function adviceOn({ applied, pairs }: Tuning): string[] {
  if (applied !== null) {
    const which = applied === 1 ? '1 pair has' : `${applied} pairs have`;
    return [wrapText(`${which} got a stricter threshold of their own; it counts at once.`)];
  }
  const open = pairs.filter(
    ({ threshold, inForce }) => !(inForce !== null && inForce >= threshold),
  );
  if (open.length === 0) return [wrapText('Each pair has its stricter threshold already.')];
  return [
    wrapText(
      `"${vestibule} tune --apply" gives each pair the threshold that it needs. Above 0.9 or so, most sign-ins of the two will go to the front desk. If two are one person, say so: ${vestibule} enroll add --update ONE --same-person-as OTHER`,
    ),
  ];
}

function plainTable(head: string[], colWidths: number[]): Table.Table {
  const chars = ['top', 'bottom', 'left', 'right', 'mid', 'middle'].flatMap((side) => [
    [side, ''],
    [`${side}-mid`, ''],
    [`${side}-left`, ''],
    [`${side}-right`, ''],
  ]);
  return new Table({
    head,
    colWidths,
    colAligns: head.map((_, i) => (i === 0 || head.length === 3 ? 'left' : 'right')),
    chars: Object.fromEntries(chars) as Partial<Record<Table.CharName, string>>,
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 1 },
  });
}
