import {
  dot,
  type EngineModels,
  fuse,
  fuseRecord,
  type ModelInfo,
  compareFaces,
  type AnalysedPhoto,
} from '#face';
import { wrapText } from '../../scripts/terminal/text.ts';
import { rateOf, type Rate } from '#biometric-evaluation';
import type { SeenPhoto } from '../measure/evaluate/collection.ts';

/** Whether a series of added photos turns one person's record into another person's. */
export interface SeriesMeasurement {
  /** Number of pairs of strangers with the most similar photos. One is enrolled, and the other is the attacker. */
  pairs: number;
  /** Photos in each series. */
  photos: number;
  /** Pairs that match before a photo is added: false matches, and people under two names. */
  matchedBefore: number;
  /** Of the other pairs, those that match after the series. */
  takenOver: Rate;
  /** Photos of any person that were accepted. */
  accepted: number;
  /** The same with artificial templates, as similar to both people as the rule accepts. */
  takenOverByIdeal: Rate;
  /** A person's own photos that the rule refuses beside another: enrolled together, and added later. */
  refusedOwn: Rate;
}

const mostAlike = 1000;
const photosInASeries = 10;

/**
 * Builds each series from the photos that the product's own rule accepts. Each added photo is the one that brings the
 * record nearest to the attacker.
 */
export function measureSeries(
  photos: readonly SeenPhoto[],
  { recogniser, dimension, threshold, photoFloor }: EngineModels,
): SeriesMeasurement {
  const model = { id: recogniser, dimension, threshold, photoFloor } as ModelInfo;
  const pairs = alikeStrangers(photos);
  let matchedBefore = 0;
  let taken = 0;
  let takenByIdeal = 0;
  let accepted = 0;
  for (const { one, other } of pairs) {
    const wanting = photos.filter(({ person }) => person === other.person);
    const first = [one.template];
    const isIn = (record: Float32Array) =>
      wanting.some(({ template }) => dot(record, template) >= model.threshold);
    if (isIn(fuse(first))) {
      matchedBefore++;
      continue;
    }
    const usable = photos
      .filter(({ person, template }) => person !== one.person && isLetIn(first, template, model))
      .map(({ template }) => template);
    accepted += Math.min(usable.length, photosInASeries);
    if (isIn(drawTo(other.template, first, usable))) taken++;
    const ideal = between(one.template, other.template, model.threshold);
    if (
      isIn(
        fuseRecord(
          first,
          Array.from({ length: photosInASeries }, () => ideal),
        ),
      )
    )
      takenByIdeal++;
  }
  const tried = pairs.length - matchedBefore;
  return {
    pairs: pairs.length,
    photos: photosInASeries,
    matchedBefore,
    takenOver: rateOf(taken, tried),
    accepted,
    takenOverByIdeal: rateOf(takenByIdeal, tried),
    refusedOwn: ownRefused(photos, model),
  };
}

interface Pair {
  one: SeenPhoto;
  other: SeenPhoto;
  score: number;
}

function alikeStrangers(photos: readonly SeenPhoto[]): Pair[] {
  let pairs: Pair[] = [];
  const best = () => pairs.sort((a, b) => b.score - a.score).slice(0, mostAlike);
  for (const [i, one] of photos.entries()) {
    for (const other of photos.slice(i + 1)) {
      if (one.person === other.person) continue;
      const score = dot(one.template, other.template);
      if (score > (pairs[mostAlike - 1]?.score ?? -1)) pairs.push({ one, other, score });
    }
    if (pairs.length > 2 * mostAlike) pairs = best();
  }
  return best();
}

/** Applies the rule for every way of adding a photo. */
function isLetIn(
  first: readonly Float32Array[],
  template: Float32Array,
  model: ModelInfo,
): boolean {
  const report = { label: 'added', state: 'good' } as AnalysedPhoto['report'];
  const enrolled = { first, all: first, needed: model.threshold };
  return compareFaces([{ report, template }], enrolled, model)[0]?.template !== null;
}

function drawTo(
  aim: Float32Array,
  first: readonly Float32Array[],
  usable: readonly Float32Array[],
): Float32Array {
  const later: Float32Array[] = [];
  let record = fuse(first);
  for (let i = 0; i < photosInASeries; i++) {
    const before = later.slice();
    for (const template of usable) {
      const next = fuseRecord(first, [...before, template]);
      if (dot(next, aim) <= dot(record, aim)) continue;
      record = next;
      later[i] = template;
    }
    if (later.length <= i) break;
  }
  return record;
}

/** Returns a template from one towards the other, as far as a minimum cosine to the first allows. */
function between(from: Float32Array, to: Float32Array, least: number): Float32Array {
  const likeness = dot(from, to);
  const aside = to.map((value, i) => value - likeness * from[i]!);
  const length = Math.sqrt(dot(aside, aside));
  const [along, across] = [least, Math.sqrt(1 - least * least)];
  return from.map((value, i) => along * value + (across * aside[i]!) / length);
}

function ownRefused(photos: readonly SeenPhoto[], model: ModelInfo): Rate {
  let refused = 0;
  let of = 0;
  for (const [i, one] of photos.entries()) {
    const other = photos[i + 1];
    if (other?.person !== one.person) continue;
    of++;
    if (!isLetIn([one.template], other.template, model)) refused++;
  }
  return rateOf(refused, of);
}

export function seriesText(found: SeriesMeasurement): string {
  const { pairs, photos, matchedBefore, takenOver, takenOverByIdeal, accepted, refusedOwn } = found;
  const share = ({ events, of, high }: Rate) =>
    `${events} of ${of} (at most ${(100 * high).toFixed(2)} % at 95 %)`;
  return `\n${wrapText(
    `Photos added one by one, of the ${pairs} most alike pairs of strangers: ${matchedBefore} matched before; of the others a series of ${photos} took over ${share(takenOver)}, with ${accepted} photos let in. With pictures made to be as like both as can be: ${share(takenOverByIdeal)}. Of the same person's next photo the rule refused ${share(refusedOwn)}.`,
  )}\n`;
}
