import type { Command } from 'commander';
import { dot, readLocalManifest, writeLocalManifest } from '#face';
import { RefusalError, type CommandResult } from '../../scripts/terminal/answer.ts';
import { createProgram } from '../../scripts/terminal/program.ts';
import { titledText } from '../../scripts/terminal/table.ts';
import { dateOf } from '../../scripts/terminal/text.ts';
import { checkedChoices } from './evaluate.ts';
import {
  withCollectionOptions,
  lookAtCollection,
  type CollectionOptions,
} from './evaluate/collection.ts';
import {
  compareAll,
  type AllComparisons,
  thresholdAt,
  type Scores,
  leastOfGroup,
  measureGroups,
  modelledThreshold,
  tailOf,
  count,
  oneIn,
  comparisonsFor,
} from '#biometric-evaluation';
import { groupsTable } from './evaluate/groups-table.ts';

export function command(): Command {
  return withCollectionOptions(
    createProgram('calibrate').description(
      'Set the threshold of a recogniser from photos of strangers, in models/local-manifest.json.',
    ),
  )
    .option('--fmr <rate>', 'false match rate that is wanted', Number, 1e-4)
    .option('--modelled', 'accept a modelled tail where there are too few comparisons')
    .option('--dry-run', 'say what would be written, and write nothing')
    .answers(calibrate);
}

export interface CalibrateOptions extends CollectionOptions {
  fmr: number;
  modelled?: boolean;
  dryRun?: boolean;
}

/** Measures strangers and writes a threshold that keeps them out. */
export async function calibrate(options: CalibrateOptions): Promise<CommandResult> {
  const { fmr } = options;
  checkedChoices(options);
  if (!(fmr > 0 && fmr <= 0.01)) {
    throw new RefusalError('bad_option', '--fmr is a rate above 0 and up to 0.01, such as 1e-4.');
  }
  const { seen, models } = await lookAtCollection(options);
  const all = compareAll(seen, dot);
  const found = worstSource(all, fmr, options.modelled === true);
  if (found.threshold >= 1) {
    throw new RefusalError(
      'strangers_too_alike',
      'Two photos of different people are as good as the same, so no threshold keeps strangers out. Look for a picture that is there under two names.',
    );
  }
  const source = sentenceFor(found);
  if (!options.dryRun) {
    await writeThreshold(options.models, models.recogniser, found.threshold, source);
  }
  const before = models.threshold === null ? 'none before' : `${models.threshold} before`;
  const done = options.dryRun
    ? 'Nothing was written (--dry-run).'
    : 'Written to local-manifest.json beside the models; restart the service to use it.';
  const groups = measureGroups(all, found.threshold);
  const byGroup = groups.length === 0 ? '' : `\n${titledText(groupsTable(groups))}`;
  return {
    ok: true,
    text: `${models.recogniser}: threshold ${found.threshold} (${before}).\n${source}\n${done}${byGroup}`,
    json: { model: models.recogniser, ...found, source, groups, written: !options.dryRun },
  };
}

function sentenceFor({ falseMatchRate, worst, comparisons, isModelled }: Calibration): string {
  const how = isModelled
    ? `modelled from ${count(comparisons)} comparisons, too few to count it`
    : `counted in ${count(comparisons)} comparisons`;
  return `Calibrated here on ${dateOf(new Date())}: false match rate ${oneIn(falseMatchRate)} among strangers of one source (${worst}, the worst), single images, ${how}.`;
}

/** The threshold for the source whose strangers look most alike. */
export interface Calibration {
  threshold: number;
  falseMatchRate: number;
  /** The source or group that needed the highest threshold. */
  worst: string;
  comparisons: number;
  /** Whether a modelled tail was used, because there were too few comparisons to count. */
  isModelled: boolean;
}

/**
 * Computes a threshold for each source and labelled group, and uses the highest. A lobby has one camera, and its
 * visitors may all belong to one group. Photos without a source count as one source.
 * @throws {RefusalError} `too_few_comparisons`, with how many are needed (rule of three)
 */
export function worstSource(
  all: AllComparisons,
  falseMatchRate: number,
  acceptModelled: boolean,
): Calibration {
  const lists = new Map([...all.withinSource, ...all.withinGroup]);
  if (lists.size === 0) lists.set('all photos', all.impostor);
  const needed = comparisonsFor(falseMatchRate);
  const tooFew = [...lists].filter(([, scores]) => scores.length < needed);
  if (tooFew.length > 0 && !acceptModelled) {
    throw tooFewComparisons(tooFew, needed, falseMatchRate);
  }
  const calibrations = [...lists].map(([worst, scores]): Calibration => {
    const isModelled = scores.length < needed;
    const threshold = isModelled
      ? thresholdByModel(worst, scores, falseMatchRate)
      : thresholdAt(scores, falseMatchRate);
    return { threshold, falseMatchRate, worst, comparisons: scores.length, isModelled };
  });
  const worst = calibrations.reduce((one, other) =>
    other.threshold > one.threshold ? other : one,
  );
  // Rounded up: a slightly lower threshold would let a counted stranger pass.
  return { ...worst, threshold: Math.ceil(worst.threshold * 1000) / 1000 };
}

function thresholdByModel(source: string, scores: Scores, falseMatchRate: number): number {
  const tail = scores.length < leastOfGroup ? null : tailOf(scores);
  if (tail) return Math.max(scores[0]!, modelledThreshold(tail, falseMatchRate));
  throw new RefusalError(
    'too_few_comparisons',
    `The ${count(scores.length)} comparisons of ${source} are too few even for a model of their tail: at least ${leastOfGroup} are needed, which 33 people give.`,
  );
}

function tooFewComparisons(
  tooFew: readonly (readonly [string, Scores])[],
  needed: number,
  falseMatchRate: number,
): RefusalError {
  const named = tooFew.map(([name, scores]) => `${name} has ${count(scores.length)}`).join(', ');
  const people = Math.ceil((1 + Math.sqrt(1 + 8 * needed)) / 2);
  return new RefusalError(
    'too_few_comparisons',
    `A false match rate of ${oneIn(falseMatchRate)} takes ${count(needed)} comparisons of strangers in every source (rule of three), but ${named}. With one photo each, ${count(people)} people give as many. Ask for a higher rate with --fmr, or accept a model of what was not counted with --modelled. Nothing was changed.`,
    { needed, sources: Object.fromEntries(tooFew.map(([name, scores]) => [name, scores.length])) },
  );
}

/** Writes one threshold into the local manifest and keeps everything else in it. */
export async function writeThreshold(
  modelsDir: string,
  recogniser: string,
  threshold: number,
  source: string,
): Promise<void> {
  const local = readLocalManifest(modelsDir);
  const thresholds = { ...local.thresholds, [recogniser]: { threshold, source } };
  await writeLocalManifest(modelsDir, { ...local, thresholds });
}
