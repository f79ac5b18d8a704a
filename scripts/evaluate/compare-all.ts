import { dot } from '../../server/people/fuse.ts';
import type { SeenPhoto } from './look-at-photos.ts';
import { ScoreList, type Scores } from './scores.ts';

/** Every photo against every other, sorted by what the two have to do with each other. */
export interface AllComparisons {
  genuine: Scores;
  impostor: Scores;
  /** Strangers photographed by the same source, for every source with two people and more. */
  withinSource: Map<string, Scores>;
  /** All of these together. */
  withinAnySource: Scores;
  /** Strangers from two different sources; photos without a source are in neither. */
  acrossSources: Scores;
  /** Strangers of the same labelled group (and, where known, the same source). */
  withinGroup: Map<string, Scores>;
}

export function compareAll(photos: readonly SeenPhoto[]): AllComparisons {
  const genuine = new ScoreList();
  const impostor = new ScoreList();
  const within = new ScoreList();
  const across = new ScoreList();
  const sources = new Map<string, ScoreList>();
  const groups = new Map<string, ScoreList>();
  photos.forEach((one, index) => {
    for (let at = index + 1; at < photos.length; at += 1) {
      const other = photos[at]!;
      const score = dot(one.template, other.template);
      if (one.person === other.person) {
        genuine.add(score);
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
