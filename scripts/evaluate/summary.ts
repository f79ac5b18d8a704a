import type { Measurement } from './measure.ts';
import { count, counted, percent, rateText, small } from './numbers.ts';

/** What a run means, in sentences for somebody who decides about a door and not about models. */
export function summaryOf(measured: Measurement): string[] {
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
