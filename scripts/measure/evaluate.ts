import type { Command } from 'commander';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { framesForApproval } from '../../server/checks/face/conclusion.ts';
import { type EngineModels, engineNames } from '../../server/vision/models/manifest.ts';
import { type CommandResult, RefusalError } from '../terminal/answer.ts';
import { createProgram } from '../terminal/program.ts';
import {
  lookAtCollection,
  withCollectionOptions,
  type CollectionOptions,
} from './evaluate/collection.ts';
import { comparisonText } from './evaluate/beside.ts';
import { type PhotoPair, readPairs } from './evaluate/data-set.ts';
import { measure, type MeasureOptions } from './evaluate/measure.ts';
import { padCommand } from './evaluate/pad.ts';
import { reportHtml, reportText } from './evaluate/report.ts';

interface Options extends CollectionOptions {
  pairs?: string;
  name?: string;
  draws: number;
  report?: string;
  beside?: string;
}

/** Photos enrolled, frames fused. */
const fusions = [
  [1, 1],
  [3, 1],
  [3, 2],
  // A capture approves no one on fewer frames.
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
  const pairs = options.pairs === undefined ? null : await readPairs(options.pairs, photos);
  const measured = measure(collection, measuredBy(options, models, pairs));
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
  const pairs = options.pairs === undefined ? null : await readPairs(options.pairs, photos);
  return { collection, measured: measure(collection, measuredBy(options, models, pairs)) };
}

function measuredBy(
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

/** @throws {RefusalError} naming the option that cannot be meant */
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
