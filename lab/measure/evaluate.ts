import { table } from '../../scripts/terminal/table.ts';
import { percent, rateText } from '#biometric-evaluation';
import { timesOf } from '#base/time';
import {
  type LookedAtSet,
  lookAtCollection,
  withCollectionOptions,
  type CollectionOptions,
} from './evaluate/collection.ts';
import { type Measurement, measure, type MeasureOptions } from './evaluate/measure.ts';
import type { Command } from 'commander';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type EngineModels, engineNames, framesForApproval } from '#face';
import { type CommandResult, RefusalError } from '../../scripts/terminal/answer.ts';
import { createProgram } from '../../scripts/terminal/program.ts';
import { type PhotoPair, readPairs } from './evaluate/data-set.ts';
import { padCommand } from './evaluate/pad.ts';
import { reportHtml, reportText } from './evaluate/report.ts';

interface Options extends CollectionOptions {
  pairs?: string;
  name?: string;
  draws: number;
  report?: string;
  beside?: string;
}

/** Numbers of photos enrolled and of frames fused. */
const fusions = [
  [1, 1],
  [3, 1],
  [3, 2],
  // No capture is approved with fewer frames.
  [3, framesForApproval],
] as const;

export function command(): Command {
  const program = createProgram('evaluate').description(
    'Measure recognition on a collection of photos, or liveness on clips and pictures.',
  );
  withCollectionOptions(program.command('run', { isDefault: true }))
    .description('Compare every photo with every other, and report error rates.')
    .option('--pairs <file>', 'a list of pairs as that of LFW: fold, same, a, b')
    .option('--name <name>', 'what the collection is called in the report')
    .option('--draws <n>', 'random draws of which photos are enrolled', Number, 50)
    .option('--beside <recogniser>', 'also another one on the same photos, side by side')
    .option('--report <folder>', 'write report.html and measurement.json there')
    .answers(evaluate);
  return program.withCommands(padCommand);
}

async function evaluate(options: Options): Promise<CommandResult> {
  checkedChoices(options);
  const collection = await lookAtCollection(options);
  const { photos, models } = collection;
  const pairs = options.pairs === undefined ? null : readPairs(options.pairs, photos);
  const measured = measure(collection, measureBy(options, models, pairs));
  let text = reportText(measured);
  const other = options.beside === undefined ? null : await beside(options, options.beside);
  if (other) text += comparisonText([measured, other.measured], [collection, other.collection]);
  if (options.report !== undefined) {
    await mkdir(options.report, { recursive: true });
    const page = path.join(options.report, 'report.html');
    await writeFile(page, reportHtml(measured));
    const file = path.join(options.report, 'measurement.json');
    await writeFile(file, `${JSON.stringify(measured, null, 2)}\n`);
    text += `\nWrote ${page} and measurement.json beside it.`;
  }
  const json = {
    ...measured,
    ...(other && { beside: other.measured }),
  };
  return { ok: true, text, json };
}

async function beside(options: Options, recogniser: string) {
  const collection = await lookAtCollection({ ...options, recogniser });
  const { photos, models } = collection;
  const pairs = options.pairs === undefined ? null : readPairs(options.pairs, photos);
  return { collection, measured: measure(collection, measureBy(options, models, pairs)) };
}

function measureBy(
  options: Options,
  models: EngineModels,
  pairs: readonly PhotoPair[] | null,
): MeasureOptions {
  return {
    dataSet: options.name ?? path.basename(path.resolve(options.root)),
    engine: options.engine,
    models,
    pairs,
    fusions,
    draws: options.draws,
    date: new Date(),
  };
}

interface Choices {
  engine: string;
  main: string;
  workers: number;
  draws?: number;
}

/** @throws {RefusalError} naming the invalid option */
export function checkedChoices({ engine, main, workers, draws = 1 }: Choices): void {
  if (!engineNames.some((name) => name === engine)) {
    throw new RefusalError('bad_option', `--engine is one of ${engineNames.join(', ')}.`);
  }
  if (main !== 'central' && main !== 'largest') {
    throw new RefusalError('bad_option', '--main is central or largest.');
  }
  if (!isCount(workers) || !isCount(draws)) {
    throw new RefusalError('bad_option', '--workers and --draws are whole numbers from 1.');
  }
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 1000;
}

/** Compares two recognisers on the same photos, in a column each. */
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
  return `\nSide by side, with intervals of 95 %:\n${table(head, rows)}`;
}
