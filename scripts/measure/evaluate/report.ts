import { htmlText } from '../../../server/platform/text.ts';
import { titledText, type TitledTable } from '../../terminal/table.ts';
import { wrapText } from '../../terminal/text.ts';
import { count, oneIn, percent } from '../statistics.ts';
import { groupsTable } from './groups.ts';
import { detChart, errorChart, scoreChart } from './charts.ts';
import { summaryOf, verdictOf } from './verdict.ts';
import type { Measurement } from './measure.ts';

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#1c2430}
table{border-collapse:collapse;margin:.5rem 0 2rem}th,td{padding:.25rem .75rem;border-bottom:1px solid #ccd3dc;text-align:left}
svg{max-width:100%;height:auto}dt{font-weight:600}.verdict{font-size:1.3rem;font-weight:600;border-left:6px solid #8a94a3;padding-left:.8rem}.fit{border-color:#2f8f5b}.unfit{border-color:#c0392b}@media print{body{margin:0}}`;

const words: [string, string][] = [
  ['False match rate (FMR)', 'of comparisons of two different people, the share that passes'],
  [
    'False non-match rate (FNMR)',
    'of comparisons of one person with themselves, the share refused',
  ],
  ['TAR', '1 minus FNMR: the share of genuine comparisons that passes'],
  ['EER', 'where both rates are the same; for comparing models, not for a door'],
  ['FPIR, FNIR', 'the same two for a search over everybody enrolled'],
  ['1 in 10,000', 'so often it happens: of 10,000 comparisons of strangers, one passes'],
  ['DET curve', 'what a lower rate of strangers costs in people refused; lower left is better'],
  ['95 % interval', 'where the rate lies that many more comparisons would show'],
  ['modelled', 'the tail of the scores continued beyond the highest seen: a guess, marked as one'],
];

/** One file, with the curves inside it and nothing to load. */
export function reportHtml(measured: Measurement): string {
  const title = `${measured.dataSet}: ${measured.model}`;
  const paragraphs = (sentences: readonly string[]) =>
    sentences.map((sentence) => `<p>${htmlText(sentence)}</p>`).join('\n');
  const verdict = verdictOf(measured);
  const errors = errorChart(measured);
  const det = detChart(measured);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${htmlText(title)}</title><style>${style}</style></head><body>
<h1>${htmlText(title)}</h1><p>Measured on ${measured.date.slice(0, 10)}, engine ${measured.engine}.</p>
<h2>Verdict</h2><p class="verdict ${verdict.kind}">${htmlText(verdict.head)}</p>${paragraphs(verdict.because)}
<h2>In short</h2>${paragraphs(summaryOf(measured))}
${errors === '' ? '' : `<h2>What a threshold costs</h2><figure id="errors">${errors}</figure>`}
${det === '' ? '' : `<h2>DET curve</h2><figure id="det">${det}</figure>`}
<h2>Scores</h2><figure id="scores">${scoreChart(measured)}</figure>
<h2>Numbers</h2>${tablesOf(measured).map(tableHtml).join('\n')}
<h2>Words</h2><dl>${words.map(([word, meaning]) => `<dt>${word}</dt><dd>${meaning}</dd>`).join('\n')}</dl>
</body></html>
`;
}

function tableHtml({ title, head, rows }: TitledTable): string {
  const row = (tag: string, cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag}>${htmlText(cell)}</${tag}>`).join('')}</tr>`;
  return `<h3>${htmlText(title)}</h3><table>${row('th', head)}${rows.map((cells) => row('td', cells)).join('')}</table>`;
}

export function reportText(measured: Measurement): string {
  const { head, because } = verdictOf(measured);
  const parts = [wrapText(head), ...because.map((sentence) => wrapText(sentence, '  ')), ''];
  parts.push(...summaryOf(measured).map((sentence) => wrapText(sentence)));
  parts.push(...tablesOf(measured).map(titledText));
  if (measured.singles?.points.some(({ shown: isShown }) => !isShown)) {
    parts.push('* too few comparisons to show this rate (rule of three)');
  }
  return parts.join('\n');
}

/** The numbers of a run, which the terminal, the report and the model cards share. */
export function tablesOf(measured: Measurement): TitledTable[] {
  const tables = [
    singlesTable(measured),
    ...fusedTables(measured),
    strangersTable(measured),
    groupsTable(measured.groups),
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

function singlesTable({ singles }: Measurement): TitledTable {
  const size = singles
    ? ` (${count(singles.genuine)} genuine, ${count(singles.impostor)} impostor comparisons)`
    : '';
  const rows = (singles?.points ?? []).map(
    ({ falseMatchRate, threshold, passed, shown: isShown }) => [
      oneIn(falseMatchRate) + (isShown ? '' : ' *'),
      threshold.toFixed(3),
      percent(passed.rate),
      `${(100 * passed.low).toFixed(2)} to ${percent(passed.high)}`,
    ],
  );
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

function fusedTables({ fused }: Measurement): TitledTable[] {
  return fused.map((one) => ({
    title: `${one.enrolled} enrolled, ${one.frames} fused (${count(one.genuine)} genuine, ${count(one.impostor)} impostor comparisons, gallery of ${one.gallery}, mean of ${one.draws} draws)`,
    head: ['at', 'threshold', 'FNMR / FNIR', 'least to most'],
    rows: [
      ...one.points.map((point) => [
        `FMR ${oneIn(point.falseMatchRate)}`,
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
              `FMR ${oneIn(one.atThreshold.strangersPassed.rate)}`,
            ],
          ]
        : []),
      ...one.identification.map(({ falsePositiveRate, notIdentified, strangers }) => [
        `FPIR ${oneIn(falsePositiveRate)}`,
        '',
        percent(notIdentified),
        `${count(strangers)} strangers`,
      ]),
    ],
  }));
}

function strangersTable({ strangers, threshold }: Measurement): TitledTable {
  return {
    title: `Strangers, one photo against one photo, FMR at ${threshold ?? 'no threshold'}; at most with 95 % confidence`,
    head: ['strangers', 'comparisons', 'highest', 'counted', 'at most', 'modelled'],
    rows: strangers.map((one) => [
      `${one.kind.replace('within ', '')} ${one.name}`.trim(),
      count(one.comparisons),
      one.highest.toFixed(3),
      one.atThreshold ? oneIn(one.atThreshold.rate) : '',
      one.atThreshold ? oneIn(one.atThreshold.high) : '',
      one.modelledAtThreshold === null ? '' : oneIn(one.modelledAtThreshold),
    ]),
  };
}
