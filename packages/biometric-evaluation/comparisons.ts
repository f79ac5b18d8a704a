import { ScoreList, type Scores } from './scores.ts';

/** One template of a person, with what is known of its picture. */
export interface Sample {
  person: string;
  /** The camera or studio; null if unknown. */
  source: string | null;
  /** A group that is reported separately; null without a label. */
  group: string | null;
  template: Float32Array;
}

/** How alike two templates are: the higher, the more. */
export type Compare = (one: Float32Array, other: Float32Array) => number;

/** Every sample compared with every other, grouped by the relation of the two. */
export interface AllComparisons {
  genuine: Scores;
  impostor: Scores;
  /** Strangers of the same source, for every source with at least two people. */
  withinSource: Map<string, Scores>;
  /** All scores of `withinSource` together. */
  withinAnySource: Scores;
  /** Strangers from two different sources; leaves out samples without a source. */
  acrossSources: Scores;
  /** Strangers of the same labelled group (and of the same source, if known). */
  withinGroup: Map<string, Scores>;
  /** Two samples of one person, by their labelled group. */
  genuineInGroup: Map<string, Scores>;
}

export function compareAll(samples: readonly Sample[], compare: Compare): AllComparisons {
  const genuine = new ScoreList();
  const impostor = new ScoreList();
  const within = new ScoreList();
  const across = new ScoreList();
  const sources = new Map<string, ScoreList>();
  const groups = new Map<string, ScoreList>();
  const genuineGroups = new Map<string, ScoreList>();
  samples.forEach((one, index) => {
    for (let at = index + 1; at < samples.length; at += 1) {
      const other = samples[at]!;
      const score = compare(one.template, other.template);
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
    genuine: genuine.toSorted(),
    impostor: impostor.toSorted(),
    withinSource: allSorted(sources),
    withinAnySource: within.toSorted(),
    acrossSources: across.toSorted(),
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
  return new Map([...lists].map(([name, list]) => [name, list.toSorted()]));
}
