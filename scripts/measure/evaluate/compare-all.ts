import { dot } from '../../../packages/face/index.ts';
import type { SeenPhoto } from './collection.ts';

/** Every photo compared with every other, grouped by the relation of the two. */
export interface AllComparisons {
  genuine: Scores;
  impostor: Scores;
  /** Strangers photographed by the same source, for every source with at least two people. */
  withinSource: Map<string, Scores>;
  /** All scores of `withinSource` together. */
  withinAnySource: Scores;
  /** Strangers from two different sources; leaves out photos without a source. */
  acrossSources: Scores;
  /** Strangers of the same labelled group (and of the same source, if known). */
  withinGroup: Map<string, Scores>;
  /** Two photos of one person, by their labelled group. */
  genuineInGroup: Map<string, Scores>;
}

export function compareAll(photos: readonly SeenPhoto[]): AllComparisons {
  const genuine = new ScoreList();
  const impostor = new ScoreList();
  const within = new ScoreList();
  const across = new ScoreList();
  const sources = new Map<string, ScoreList>();
  const groups = new Map<string, ScoreList>();
  const genuineGroups = new Map<string, ScoreList>();
  photos.forEach((one, index) => {
    for (let at = index + 1; at < photos.length; at += 1) {
      const other = photos[at]!;
      const score = dot(one.template, other.template);
      if (one.person === other.person) {
        genuine.add(score);
        if (one.group !== null) listOf(genuineGroups, one.group).add(score);
        continue;
      }
      impostor.add(score);
      const isSameSource = one.source === other.source;
      if (one.source !== null && other.source !== null) {
        (isSameSource ? within : across).add(score);
        if (isSameSource) listOf(sources, one.source).add(score);
      }
      if (one.group !== null && one.group === other.group && isSameSource) {
        listOf(groups, one.group).add(score);
      }
    }
  });
  return {
    genuine: genuine.sorted(),
    impostor: impostor.sorted(),
    withinSource: allSorted(sources),
    withinAnySource: within.sorted(),
    acrossSources: across.sorted(),
    withinGroup: allSorted(groups),
    genuineInGroup: allSorted(genuineGroups),
  };
}

function listOf(lists: Map<string, ScoreList>, name: string): ScoreList {
  const list = lists.get(name) ?? new ScoreList();
  lists.set(name, list);
  return list;
}

function allSorted(lists: ReadonlyMap<string, ScoreList>): Map<string, Scores> {
  return new Map([...lists].map(([name, list]) => [name, list.sorted()]));
}

/** Cosines of one kind of comparison, highest first. */
export type Scores = Float32Array;

export function sortScores(scores: Iterable<number>): Scores {
  return Float32Array.from(scores).sort().reverse();
}

/** How many scores reach the threshold. @param scores highest first */
export function reaching(scores: Scores, threshold: number): number {
  let from = 0;
  let to = scores.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (scores[middle]! >= threshold) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The lowest threshold that at most this share of the scores reaches. @param scores highest first */
export function thresholdAt(scores: Scores, share: number): number {
  const refused = scores[Math.floor(share * scores.length + 1e-9)];
  return refused === undefined ? -1 : justAbove(refused);
}

/** Slightly more than the smallest step of these single-precision scores. */
function justAbove(score: number): number {
  return score + 1e-6;
}

/** Collects an unknown number of scores without a slow array of numbers. */
export class ScoreList {
  #values = new Float32Array(1024);
  #count = 0;

  add(score: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float32Array(2 * this.#count);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count++] = score;
  }

  sorted(): Scores {
    return this.#values.slice(0, this.#count).sort().reverse();
  }
}
