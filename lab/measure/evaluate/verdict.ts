import { count, oneIn, percent, rateText, type Rate } from '#biometric-evaluation';
import type { Measurement } from './measure.ts';
import { countText } from '../../../scripts/terminal/text.ts';

/** NIST SP 800-63B-4, section 3.2.3: allowed shares of accepted strangers and of rejected genuine people. */
const strangersMayPass = 1e-4;
const ownMayBeRefused = 0.05;

export interface EvaluationVerdict {
  kind: 'fit' | 'unfit' | 'open';
  /** One sentence. */
  head: string;
  /** Reasons, one sentence each. */
  because: string[];
}

/** Whether this recogniser at the threshold in use is fit for use, according to these photos. */
export function verdictOf(measured: Measurement): EvaluationVerdict {
  const { threshold } = measured;
  if (threshold === null) {
    const head = 'No verdict: this recogniser has no threshold, so it lets nobody in.';
    return { kind: 'open', head, because: ['Set one with "vestibule calibrate".'] };
  }
  const strangers = worstStrangers(measured);
  const refused = best(measured)?.refused ?? null;
  if (!strangers || strangers.of === 0 || !refused) {
    const head = 'No verdict: there are too few photos.';
    const because = ['It takes two people at least, and several photos of each.'];
    return { kind: 'open', head, because };
  }
  const because = [
    `At the threshold in use (${threshold}), ${rateText(strangers)} of comparisons of strangers pass. The aim is ${oneIn(strangersMayPass)}.`,
    `Of the people themselves, ${rateText(refused)} are refused. The aim is under ${percent(ownMayBeRefused, 0)}.`,
  ];
  if (strangers.low > strangersMayPass) {
    return { kind: 'unfit', head: 'Not fit for a door: too many strangers pass.', because };
  }
  if (refused.low > ownMayBeRefused) {
    return { kind: 'unfit', head: 'Not fit for a door: too many people are refused.', because };
  }
  if (strangers.high <= strangersMayPass && refused.high < ownMayBeRefused) {
    return { kind: 'fit', head: 'Fit for a door, by these photos.', because };
  }
  const needed = `To show ${oneIn(strangersMayPass)} takes ${count(Math.ceil(3 / strangersMayPass))} comparisons of strangers without a false match; there were ${count(strangers.of)}.`;
  const head = 'Nothing speaks against it, but there are too few photos to show it.';
  return { kind: 'open', head, because: [...because, needed] };
}

/** The worst source of strangers where sources are known, otherwise all strangers. */
function worstStrangers({ strangers }: Measurement): Rate | null {
  const within = strangers.filter(({ kind }) => kind === 'within source');
  const counted = (within.length > 0 ? within : strangers).flatMap(({ atThreshold }) =>
    atThreshold ? [atThreshold] : [],
  );
  return counted.toSorted((a, b) => b.low - a.low || b.of - a.of)[0] ?? null;
}

/** The measurement with the most photos and frames, which is closest to an installation. */
function best({ fused }: Measurement) {
  return fused
    .filter(({ atThreshold }) => atThreshold !== null && atThreshold.refused.of > 0)
    .toSorted((a, b) => b.enrolled + b.frames - (a.enrolled + a.frames))[0]?.atThreshold;
}

/** The meaning of a run, in sentences for people who decide about its use. */
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
      `Of ${count(pairs.pairs)} pairs, ${percent(pairs.best)} are judged right at the best threshold${folds}.`,
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
      `With ${countText(enrolled, 'photo')} enrolled and ${countText(frames, 'frame')} fused, at the threshold in use (${atThreshold.threshold}), ${rateText(atThreshold.refused)} of genuine comparisons are refused and ${rateText(atThreshold.strangersPassed)} of strangers pass.`,
    );
  }
  const sources = measured.strangers.filter(({ kind }) => kind === 'within source');
  for (const { name, atThreshold, modelledAtThreshold } of sources) {
    if (!atThreshold || threshold === null) continue;
    const modelled =
      modelledAtThreshold === null
        ? ''
        : `; modelled beyond what can be counted: about ${oneIn(modelledAtThreshold)}`;
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
