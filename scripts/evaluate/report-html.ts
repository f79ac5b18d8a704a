import { detChart, scoreChart } from './charts.ts';
import type { Measurement } from './measure.ts';
import { summaryOf } from './summary.ts';
import { tablesOf, type MeasuredTable } from './tables.ts';
import { htmlText } from '../../server/platform/printable.ts';

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
