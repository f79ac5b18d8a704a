import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { formatText, markdownTable, replaceGenerated } from '../chores/generated-text.ts';
import { RefusalError, type CommandResult } from '../scripts/terminal/answer.ts';
import {
  answer,
  createProgram,
  fileFault,
  type OutputOptions,
} from '../scripts/terminal/program.ts';
import type { PadMeasurement } from './measure/evaluate/pad.ts';
import { type TradeOff, count, percent, type Rate } from '#biometric-evaluation';
import type { Measurement } from './measure/evaluate/measure.ts';
import { tablesOf } from './measure/evaluate/report.ts';

interface Options extends OutputOptions {
  liveness?: string;
  cards: string;
}

export function cardsCommand(): Command {
  return createProgram('cards')
    .description(
      'Put measurements between the markers of the model cards, and change nothing else.',
    )
    .argument('[measurements...]', 'measurement.json of runs of `vestibule evaluate --report`')
    .option('--liveness <file>', 'what `vestibule evaluate pad --json` printed')
    .option('--cards <file>', 'the file with the markers', 'lab/measurements/recognition.md')
    .option('--json', 'print JSON')
    .action((files: string[], options: Options) =>
      answer(options, () => fillCards(files, options)),
    );
}

async function fillCards(
  files: readonly string[],
  { liveness, cards }: Options,
): Promise<CommandResult> {
  const runs = await Promise.all(files.map((file) => readRun<Measurement>(file, 'dataSet')));
  const sets = [...new Set(runs.map(({ dataSet }) => dataSet))];
  const parts = sets.map((set) =>
    sectionOf(
      set,
      runs.filter(({ dataSet }) => dataSet === set),
    ),
  );
  const sections: Record<string, string> = {};
  if (parts.length > 0) sections['measurements'] = parts.join('\n\n');
  if (liveness !== undefined) sections['liveness'] = await tradeOffIn(liveness);
  if (Object.keys(sections).length === 0) {
    throw new RefusalError(
      'no_measurement',
      'Name the measurement.json of a run, or give --liveness.',
    );
  }
  const before = await readFile(cards, 'utf8').catch(() => {
    throw new RefusalError('no_cards', `The model cards ${cards} cannot be read.`);
  });
  await writeFile(cards, formatText(cards, replaceGenerated(before, sections)));
  const from = files.length + (liveness === undefined ? 0 : 1);
  return { ok: true, text: `Filled ${cards} from ${from} runs.`, json: { cards, sets } };
}

async function tradeOffIn(file: string): Promise<string> {
  const { tradeOff, threshold, date } = await readRun<PadMeasurement>(file, 'tradeOff');
  return tradeOffTable(tradeOff, threshold, new Date(date));
}

/** Frames, and clips in brackets, in the tables of the model cards. */
export function tradeOffTable(rows: readonly TradeOff[], inUse: number, date: Date): string {
  const kinds = rows[0]?.attacks.map(({ kind }) => kind) ?? [];
  const head = ['P(live) from', 'BPCER', ...kinds.map((kind) => `APCER, ${kind}`)];
  const cell = ({ frames, clips }: { frames: Rate; clips: Rate }) =>
    `${percent(frames.rate, 1)} (${clips.events} of ${clips.of})`;
  const table = markdownTable(
    head,
    rows.map((row) => [
      row.threshold === inUse ? `${row.threshold}, in use` : String(row.threshold),
      cell(row),
      ...row.attacks.map(cell),
    ]),
  );
  const first = rows[0];
  const counts = first
    ? `${first.frames.of} genuine frames and ${first.attacks.reduce((sum, { frames }) => sum + frames.of, 0)} of attacks`
    : '';
  return `Measured on ${date.toISOString().slice(0, 10)}, ${counts}. Share of frames; in brackets the clips whose mean was on the wrong side, as the door takes it.\n\n${table}`;
}

/** @param part a property that only this kind of measurement has */
async function readRun<T extends object>(file: string, part: keyof T): Promise<T> {
  try {
    const run = JSON.parse(await readFile(file, 'utf8')) as T;
    if (part in run) return run;
  } catch (error) {
    throw new RefusalError('bad_measurement', fileFault(error) ?? `${file} is no JSON.`);
  }
  throw new RefusalError('bad_measurement', `${file} is not a measurement of this kind.`);
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

/** `1e-4`, or with digits as `2.4e-4`. */
function small(value: number): string {
  if (value === 0) return '0';
  const [digits = '', power = ''] = value.toExponential(1).split('e');
  return `${digits.replace(/\.0$/, '')}e${Number(power)}`;
}
