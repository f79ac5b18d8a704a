import Table from 'cli-table3';
import { htmlText } from '../../../server/platform/printable.ts';
import { wrapped } from '../../terminal/text.ts';
import { count, counted, percent, rateText, small } from '../statistics.ts';
import { detChart, scoreChart } from './charts.ts';
import type { Measurement } from './measure.ts';

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#1c2430}
table{border-collapse:collapse;margin:.5rem 0 2rem}th,td{padding:.25rem .75rem;border-bottom:1px solid #ccd3dc;text-align:left}
svg{max-width:100%;height:auto}dt{font-weight:600}@media print{body{margin:0}}`;

const words: [string, string][] = [
  ['False match rate (FMR)', 'of comparisons of two different people, the share that passes'],
  [
    'False non-match rate (FNMR)',
    'of comparisons of one person with themselves, the share refused',
  ],
  ['TAR', '1 minus FNMR: the share of genuine comparisons that passes'],
  ['EER', 'where both rates are the same; for comparing models, not for a door'],
  ['FPIR, FNIR', 'the same two for a search over everybody enrolled'],
  ['DET curve', 'what a lower rate of strangers costs in people refused; lower left is better'],
  ['95 % interval', 'where the rate lies that many more comparisons would show'],
  ['modelled', 'the tail of the scores continued beyond the highest seen: a guess, marked as one'],
];

/** One file, with the curves inside it and nothing to load. */
export function reportHtml(measured: Measurement): string {
  const title = `${measured.dataSet}: ${measured.model}`;
  const summary = summaryOf(measured).map((sentence) => `<p>${htmlText(sentence)}</p>`);
  const det = detChart(measured);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${htmlText(title)}</title><style>${style}</style></head><body>
<h1>${htmlText(title)}</h1><p>Measured on ${measured.date.slice(0, 10)}, engine ${measured.engine}.</p>
<h2>In short</h2>${summary.join('\n')}
${det === '' ? '' : `<h2>DET curve</h2><figure id="det">${det}</figure>`}
<h2>Scores</h2><figure id="scores">${scoreChart(measured)}</figure>
<h2>Numbers</h2>${tablesOf(measured).map(tableHtml).join('\n')}
<h2>Words</h2><dl>${words.map(([word, meaning]) => `<dt>${word}</dt><dd>${meaning}</dd>`).join('\n')}</dl>
</body></html>
`;
}

function tableHtml({ title, head, rows }: MeasuredTable): string {
  const row = (tag: string, cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag}>${htmlText(cell)}</${tag}>`).join('')}</tr>`;
  return `<h3>${htmlText(title)}</h3><table>${row('th', head)}${rows.map((cells) => row('td', cells)).join('')}</table>`;
}

export function reportText(measured: Measurement): string {
  const parts = summaryOf(measured).map((sentence) => wrapped(sentence));
  for (const { title, head, rows } of tablesOf(measured)) {
    const table = new Table({ head, style: { head: [], border: [] } });
    table.push(...rows);
    parts.push(`\n${wrapped(title)}\n${table.toString()}`);
  }
  if (measured.singles?.points.some(({ shown }) => !shown)) {
    parts.push('* too few comparisons to show this rate (rule of three)');
  }
  return parts.join('\n');
}

/** What a run means, in sentences for somebody who decides about a door and not about models. */
function summaryOf(measured: Measurement): string[] {
  const { photos, people, failures, pairs, singles, threshold } = measured;
  const sentences = [
    `${count(photos)} photos of ${count(people)} people were looked at with ${measured.model}. No usable face was found in ${rateText(failures)}.`,
  ];
  if (pairs) {
    const folds =
      pairs.crossValidated === null
        ? ''
        : ` (${percent(pairs.crossValidated)} when each of ${pairs.folds} folds is judged by the others)`;
    sentences.push(
      `Of ${count(pairs.pairs)} pairs, ${percent(pairs.best)} are told right at the best threshold${folds}.`,
    );
  }
  const strict = singles?.points.find(({ falseMatchRate }) => falseMatchRate === 1e-4);
  if (strict) {
    sentences.push(
      `One photo against one photo: when 1 stranger in 10,000 may pass, ${percent(strict.passed.rate, 1)} of genuine comparisons pass${strict.shown ? '' : ' (too few comparisons to show this rate)'}.`,
    );
  }
  for (const { enrolled, frames, atThreshold } of measured.fused) {
    if (!atThreshold) continue;
    sentences.push(
      `With ${counted(enrolled, 'photo')} enrolled and ${counted(frames, 'frame')} fused, at the threshold in use (${atThreshold.threshold}), ${rateText(atThreshold.refused)} of genuine comparisons are refused and ${rateText(atThreshold.strangersPassed)} of strangers pass.`,
    );
  }
  const sources = measured.strangers.filter(({ kind }) => kind === 'within source');
  for (const { name, atThreshold, modelledAtThreshold } of sources) {
    if (!atThreshold || threshold === null) continue;
    const modelled =
      modelledAtThreshold === null
        ? ''
        : `; modelled beyond what can be counted: about ${small(modelledAtThreshold)}`;
    sentences.push(
      `Strangers photographed by one source (${name}): ${rateText(atThreshold)} reach the threshold${modelled}.`,
    );
  }
  sentences.push(
    sources.length > 0
      ? 'Strangers before one camera look more alike to a recogniser than strangers from many, so the numbers within a source are the ones that count for a lobby.'
      : 'Nothing is known of which photos share a camera. Strangers before one camera look more alike to a recogniser than strangers from many, so a lobby must expect more false matches than this.',
  );
  return sentences;
}

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
