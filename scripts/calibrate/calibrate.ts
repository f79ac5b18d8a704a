import { Refusal, type Answer } from '../cli/answer.ts';
import { dateOf } from '../cli/text.ts';
import { checkedChoices } from '../evaluate/checked-choices.ts';
import { lookAtCollection, type CollectionOptions } from '../evaluate/collection.ts';
import { compareAll } from '../evaluate/compare-all.ts';
import { count, small } from '../evaluate/numbers.ts';
import { worstSource, type Calibration } from './worst-source.ts';
import { writeThreshold } from './write-threshold.ts';

export interface CalibrateOptions extends CollectionOptions {
  fmr: number;
  modelled?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** Measures strangers and writes the threshold that keeps them out. */
export async function calibrate(options: CalibrateOptions): Promise<Answer> {
  const { fmr } = options;
  checkedChoices(options);
  if (!(fmr > 0 && fmr <= 0.01)) {
    throw new Refusal('bad_option', '--fmr is a rate above 0 and up to 0.01, such as 1e-4.');
  }
  const { seen, models } = await lookAtCollection(options);
  const found = worstSource(compareAll(seen), fmr, options.modelled === true);
  if (found.threshold >= 1) {
    throw new Refusal(
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
  return {
    ok: true,
    text: `${models.recogniser}: threshold ${found.threshold} (${before}).\n${source}\n${done}`,
    json: { model: models.recogniser, ...found, source, written: !options.dryRun },
  };
}

function sentenceFor({ falseMatchRate, worst, comparisons, isModelled }: Calibration): string {
  const how = isModelled
    ? `modelled from ${count(comparisons)} comparisons, too few to count it`
    : `counted in ${count(comparisons)} comparisons`;
  return `Calibrated here on ${dateOf(new Date())}: false match rate ${small(falseMatchRate)} among strangers of one source (${worst}, the worst), single images, ${how}.`;
}
