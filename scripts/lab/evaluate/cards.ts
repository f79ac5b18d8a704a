import { readFile, writeFile } from 'node:fs/promises';
import { Refusal, type Answer } from '../../terminal/answer.ts';
import { fileFault } from '../../terminal/program.ts';
import { markdownTable, replaceGenerated } from '../../terminal/generated-text.ts';
import type { Measurement } from './measure.ts';
import { count, percent, small } from '../statistics.ts';
import { tablesOf } from './report.ts';

/** Puts the measurements between the markers of the model cards; nothing else there changes. */
export async function fillCards(files: readonly string[], cards: string): Promise<Answer> {
  const runs = await Promise.all(files.map(readRun));
  const sets = [...new Set(runs.map(({ dataSet }) => dataSet))];
  const parts = sets.map((set) =>
    sectionOf(
      set,
      runs.filter(({ dataSet }) => dataSet === set),
    ),
  );
  const before = await readFile(cards, 'utf8').catch(() => {
    throw new Refusal('no_cards', `The model cards ${cards} cannot be read.`);
  });
  const filled = replaceGenerated(before, { measurements: parts.join('\n\n') });
  await writeCards(cards, filled);
  return { ok: true, text: `Filled ${cards} from ${runs.length} runs.`, json: { cards, sets } };
}

/** Formatted as the project is, which is done in a clone only: elsewhere there are no cards to fill. */
export async function writeCards(cards: string, text: string): Promise<void> {
  const { format, resolveConfig } = await import('prettier').catch(() => {
    throw new Refusal('package_missing', 'Model cards are filled in a clone only, after: npm ci');
  });
  const style = { ...(await resolveConfig(cards)), parser: 'markdown' };
  await writeFile(cards, await format(text, style));
}

async function readRun(file: string): Promise<Measurement> {
  try {
    const run = JSON.parse(await readFile(file, 'utf8')) as Measurement;
    if (run.version === 1) return run;
  } catch (error) {
    throw new Refusal('bad_measurement', fileFault(error) ?? `${file} is no JSON.`);
  }
  throw new Refusal('bad_measurement', `${file} is not a measurement.json of this release.`);
}

function sectionOf(set: string, runs: readonly Measurement[]): string {
  const head = ['', ...runs.map(({ model }) => model)];
  const line = (name: string, cell: (run: Measurement) => string) => [name, ...runs.map(cell)];
  const rows = [
    line('measured on', ({ date }) => date.slice(0, 10)),
    line(
      'no face found (FTA)',
      ({ failures: { events, of } }) => `${count(events)} of ${count(of)}`,
    ),
    line('threshold in use', ({ threshold }) => String(threshold ?? 'none')),
  ];
  if (runs.some(({ pairs }) => pairs)) {
    rows.push(line('pair accuracy, best', ({ pairs }) => (pairs ? percent(pairs.best) : '')));
  }
  runs
    .find(({ singles }) => singles)
    ?.singles?.points.forEach(({ falseMatchRate }, index) =>
      rows.push(
        line(`TAR at FMR ${small(falseMatchRate)}`, ({ singles }) => {
          const point = singles?.points[index];
          if (!point) return '';
          const { rate, low, high } = point.passed;
          const interval = `${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}`;
          return `${percent(rate, 1)} (${interval})${point.shown ? '' : ', too few comparisons'}`;
        }),
      ),
    );
  const comparisons = runs
    .flatMap(({ model, singles }) =>
      singles
        ? [
            `${model}: ${count(singles.genuine)} genuine and ${count(singles.impostor)} impostor comparisons`,
          ]
        : [],
    )
    .join('; ');
  const details = runs.flatMap((run) =>
    tablesOf(run)
      .slice(run.singles ? 1 : 0)
      .map((table) => `${run.model}, ${table.title}:\n\n${markdownTable(table.head, table.rows)}`),
  );
  return [`### ${set}`, markdownTable(head, rows), comparisons, ...details]
    .filter((part) => part !== '')
    .join('\n\n');
}
