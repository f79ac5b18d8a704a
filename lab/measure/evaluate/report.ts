import { Html, html } from '#base/text';
import { htmlTable, reportPage } from '../../../scripts/terminal/report-page.ts';
import { titledText, type TitledTable } from '../../../scripts/terminal/table.ts';
import { wrapText } from '../../../scripts/terminal/text.ts';
import { count, oneIn, percent } from '#biometric-evaluation';
import { groupsTable } from './groups-table.ts';
import { detChart, errorChart, scoreChart } from './charts.ts';
import { summaryOf, verdictOf } from './verdict.ts';
import type { Measurement } from './measure.ts';

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

/** One file with the curves inside and no external resources. */
export function reportHtml(measured: Measurement): string {
  const title = `${measured.dataSet}: ${measured.model}`;
  const paragraphs = (sentences: readonly string[]) =>
    sentences.map((sentence) => html`<p>${sentence}</p>`);
  const verdict = verdictOf(measured);
  const tables = tablesOf(measured).map(
    (one) =>
      html`<h3>${one.title}</h3>
        ${htmlTable(one.head, one.rows)}`,
  );
  return reportPage(title, [
    html`<h1>${title}</h1>
      <p>Measured on ${measured.date.slice(0, 10)}, engine ${measured.engine}.</p>`,
    html`<h2>Verdict</h2>
      <p class="verdict ${verdict.kind}">${verdict.head}</p>
      ${paragraphs(verdict.because)}`,
    html`<h2>In short</h2>
      ${paragraphs(summaryOf(measured))}`,
    figure('What a threshold costs', 'errors', errorChart(measured)),
    figure('DET curve', 'det', detChart(measured)),
    figure('Scores', 'scores', scoreChart(measured)),
    html`<h2>Numbers</h2>
      ${tables}`,
    html`<h2>Words</h2>
      <dl>
        ${words.map(
          ([word, meaning]) =>
            html`<dt>${word}</dt>
              <dd>${meaning}</dd>`,
        )}
      </dl>`,
  ]);
}

function figure(title: string, id: string, svg: string): Html {
  return svg === ''
    ? html``
    : html`<h2>${title}</h2>
        <figure id="${id}">${new Html(svg)}</figure>`;
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

/** The numbers of a run in the terminal, the report and the model cards. */
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
