import { seededRandom, shuffle } from '#base/random';
import type { Compare, Sample } from './comparisons.ts';
import { detCurve, falseMatchRates, type ErrorRates } from './operating-points.ts';
import { rateOf, type Rate } from './rates.ts';
import { reaching, ScoreList, thresholdAt, type Scores } from './scores.ts';

/** Measures as in use: several enrolled samples and several later ones, each fused to one template. */
export interface FusedMeasurement {
  enrolled: number;
  frames: number;
  /** Number of people with enough samples for both; everybody else is a stranger. */
  gallery: number;
  /** Number of random draws of the enrolled samples; the results are means over them. */
  draws: number;
  genuine: number;
  impostor: number;
  points: FusedPoint[];
  /** The curve of the first draw. */
  curve: ErrorRates[];
  /** Results at the threshold in use; null where the recogniser has none. */
  atThreshold: { threshold: number; refused: Rate; strangersPassed: Rate } | null;
  /** A search of the whole gallery: how often an enrolled person is missed at a given share of found strangers. */
  identification: { falsePositiveRate: number; notIdentified: number; strangers: number }[];
}

interface FusedPoint {
  falseMatchRate: number;
  threshold: number;
  /** FNMR: mean, minimum and maximum over the draws. */
  falseNonMatchRate: number;
  least: number;
  most: number;
}

interface Draw {
  genuine: Scores;
  impostor: Scores;
  /** For each probe of an enrolled person: the best score, if it belongs to that person. */
  found: Scores;
  /** For each stranger's probe: the best score. */
  strangers: Scores;
  gallery: number;
}

const falsePositiveRates = [1e-2, 1e-3];

export interface FusedOptions {
  enrolled: number;
  frames: number;
  draws: number;
  /** The threshold in use; null where the recogniser has none. */
  threshold: number | null;
}

/** How the system under test compares templates, and makes one of several. */
export interface Matcher {
  compare: Compare;
  fuse: (templates: readonly Float32Array[]) => Float32Array;
}

/** Null when nobody has enough samples. */
export function measureFused(
  samples: readonly Sample[],
  { enrolled, frames, draws, threshold }: FusedOptions,
  matcher: Matcher,
): FusedMeasurement | null {
  const people = groupByPerson(samples);
  const random = seededRandom(enrolled * 100 + frames);
  const drawn = Array.from({ length: draws }, () =>
    draw(people, { enrolled, frames, ...matcher }, random),
  );
  const first = drawn[0];
  if (!first || first.genuine.length === 0 || first.impostor.length === 0) return null;
  return {
    enrolled,
    frames,
    gallery: first.gallery,
    draws,
    genuine: first.genuine.length,
    impostor: first.impostor.length,
    curve: detCurve(first.genuine, first.impostor),
    points: falseMatchRates
      .filter((rate) => rate * first.impostor.length >= 1 / 3)
      .map((rate) => pointAt(rate, drawn)),
    atThreshold: threshold === null ? null : measureAt(threshold, drawn, first),
    identification: falsePositiveRates
      .filter((rate) => rate * first.strangers.length >= 1)
      .map((falsePositiveRate) => ({
        falsePositiveRate,
        strangers: first.strangers.length,
        notIdentified: meanOf(drawn, ({ found, strangers, genuine }) =>
          countMisses(found, thresholdAt(strangers, falsePositiveRate), genuine.length),
        ),
      })),
  };
}

function pointAt(falseMatchRate: number, drawn: readonly Draw[]): FusedPoint {
  const refused = drawn.map(({ genuine, impostor }) =>
    countMisses(genuine, thresholdAt(impostor, falseMatchRate), genuine.length),
  );
  return {
    falseMatchRate,
    threshold: meanOf(drawn, ({ impostor }) => thresholdAt(impostor, falseMatchRate)),
    falseNonMatchRate: refused.reduce((total, one) => total + one, 0) / refused.length,
    least: Math.min(...refused),
    most: Math.max(...refused),
  };
}

function measureAt(threshold: number, drawn: readonly Draw[], { genuine, impostor }: Draw) {
  const refused = meanOf(drawn, (one) => one.genuine.length - reaching(one.genuine, threshold));
  const passed = meanOf(drawn, (one) => reaching(one.impostor, threshold));
  return {
    threshold,
    refused: rateOf(Math.round(refused), genuine.length),
    strangersPassed: rateOf(Math.round(passed), impostor.length),
  };
}

function meanOf(drawn: readonly Draw[], value: (draw: Draw) => number): number {
  return drawn.reduce((sum, one) => sum + value(one), 0) / drawn.length;
}

function countMisses(scores: Scores, threshold: number, of: number): number {
  return 1 - reaching(scores, threshold) / of;
}

function draw(
  people: ReadonlyMap<string, Sample[]>,
  { enrolled, frames, compare, fuse }: Matcher & Pick<FusedOptions, 'enrolled' | 'frames'>,
  random: () => number,
): Draw {
  const gallery: { person: string; template: Float32Array }[] = [];
  const probes: { person: string; template: Float32Array }[] = [];
  for (const [person, samples] of people) {
    const templates = shuffle(samples, random).map(({ template }) => template);
    const isEnrolled = templates.length >= enrolled + frames;
    if (isEnrolled) gallery.push({ person, template: fuse(templates.splice(0, enrolled)) });
    for (let at = 0; at + frames <= templates.length; at += frames) {
      probes.push({ person, template: fuse(templates.slice(at, at + frames)) });
    }
  }
  const lists = {
    genuine: new ScoreList(),
    impostor: new ScoreList(),
    found: new ScoreList(),
    strangers: new ScoreList(),
  };
  for (const probe of probes) {
    let own: number | null = null;
    let best = -1;
    for (const entry of gallery) {
      const score = compare(probe.template, entry.template);
      if (entry.person === probe.person) own = score;
      else {
        lists.impostor.add(score);
        best = Math.max(best, score);
      }
    }
    if (own === null) lists.strangers.add(best);
    else {
      lists.genuine.add(own);
      if (own > best) lists.found.add(own);
    }
  }
  return {
    genuine: lists.genuine.toSorted(),
    impostor: lists.impostor.toSorted(),
    found: lists.found.toSorted(),
    strangers: lists.strangers.toSorted(),
    gallery: gallery.length,
  };
}

function groupByPerson(samples: readonly Sample[]): Map<string, Sample[]> {
  const people = new Map<string, Sample[]>();
  for (const sample of samples) {
    const own = people.get(sample.person);
    if (own) own.push(sample);
    else people.set(sample.person, [sample]);
  }
  return people;
}
