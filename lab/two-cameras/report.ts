import { percent, rateOf } from '#biometric-evaluation';
import { median } from '#face/steps';
import { table } from '../../scripts/terminal/table.ts';
import { wrapText } from '../../scripts/terminal/text.ts';
import { kinds } from './kinds.ts';
import type { KindGroup } from './show.ts';
import type { Half } from '../attacks/people.ts';
import type { PlaceLine, PlayedLine } from './part.ts';
import type { ServedLine } from './through-service.ts';

/** How often a kind was let in, as it goes into lab/measurements/two-cameras.json. */
export interface KindCount {
  group: KindGroup;
  letIn: number;
  of: number;
  /** Of those that were not let in: who is asked to follow the dot, and who is refused. */
  doubtful: number;
  flat: number;
  notMeasured: number;
  /** Of the sequences that were measured: least, middle, most. */
  nose: [number, number, number];
  bend: [number, number, number];
}

/** Counts the sequences of one half by kind. */
export function countKinds(lines: readonly PlayedLine[]): Record<string, KindCount> {
  const counts: Record<string, KindCount> = {};
  for (const kind of Object.keys(kinds)) {
    const played = lines.filter((line) => line.kind === kind);
    if (played.length === 0) continue;
    const countEnded = (outcome: string) =>
      played.filter((line) => line.outcome === outcome).length;
    counts[kind] = {
      group: kinds[kind]!.group,
      letIn: countEnded('alive'),
      of: played.length,
      doubtful: countEnded('doubtful'),
      flat: countEnded('flat'),
      notMeasured: countEnded('not_measured'),
      nose: spreadOf(played, 'nose'),
      bend: spreadOf(played, 'bend'),
    };
  }
  return counts;
}

function spreadOf(
  played: readonly PlayedLine[],
  figure: 'nose' | 'bend',
): [number, number, number] {
  const sorted = played.flatMap((line) => line[figure] ?? []).toSorted((one, other) => one - other);
  const at = (share: number) =>
    Number((sorted[Math.round(share * (sorted.length - 1))] ?? 0).toFixed(2));
  return [at(0), at(0.5), at(1)];
}

const captions: Record<KindGroup, string> = {
  flat: 'Flat, whatever it plays',
  bent: 'Bent or folded pictures',
  driven: 'Both cameras fed on their own',
  solid: 'Solid heads that are no person: these pass',
  person: 'People',
};

/** Describes the counts of one half. */
export function reportKinds(
  half: Half,
  counts: Record<string, KindCount>,
  places: readonly PlaceLine[],
): string {
  const texts = [wrapText(`Two cameras, the half that is to ${half}.`)];
  for (const group of Object.keys(captions) as KindGroup[]) {
    const some = Object.entries(counts).filter(([, count]) => count.group === group);
    if (some.length === 0) continue;
    const rows = some.map(([kind, count]) => rowOf(kind, count));
    if (some.length > 1) rows.push(rowOf('all', sumOf(some.map(([, count]) => count))));
    const ended = ['let in', 'of', 'at most', 'doubtful', 'flat', 'unmeasured'];
    const head = [captions[group], ...ended, 'nose', 'bend'];
    texts.push(table(head, rows));
  }
  const people = Object.values(counts).filter(({ group }) => group === 'person');
  const { letIn, doubtful, of } = sumOf(people);
  const refused = of - letIn - doubtful;
  if (of > 0)
    texts.push(`${shareOf('refused', refused, of)}\n${shareOf('in doubt', doubtful, of)}`);
  const faults = places.filter(({ fault }) => fault !== null).length;
  texts.push(`Cameras that were not learned at the first time: ${faults} of ${places.length}.`);
  return texts.join('\n\n');
}

function shareOf(what: string, some: number, of: number): string {
  const { rate, high } = rateOf(some, of);
  return `People ${what}: ${some} of ${of}, ${percent(rate, 1)}, at most ${percent(high, 1)}.`;
}

/** Describes how sign-ins through a whole service ended. */
export function reportServed(half: Half, served: readonly ServedLine[]): string {
  const caption = wrapText(`Two cameras, through a whole service, the half that is to ${half}.`);
  const rows = [...new Set(served.map(({ kind }) => kind))].map((kind) => {
    const these = served.filter((line) => line.kind === kind);
    const letIn = these.filter((line) => line.letIn).length;
    const reasons = new Map<string, number>();
    for (const { reason } of these) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    const ended = [...reasons].map(([reason, count]) => `${reason} ${count}`).join(', ');
    return [kind, letIn, these.length, percent(rateOf(letIn, these.length).high, 1), ended];
  });
  return [caption, table(['shown', 'let in', 'of', 'at most', 'reasons'], rows)].join('\n');
}

function rowOf(
  kind: string,
  { letIn, of, doubtful, flat, notMeasured, nose, bend }: KindCount,
): (string | number)[] {
  const ended = [letIn, of, percent(rateOf(letIn, of).high, 1), doubtful, flat, notMeasured];
  return [kind, ...ended, nose.join(' '), bend.join(' ')];
}

function sumOf(counts: readonly KindCount[]): KindCount {
  const sum = (of: (count: KindCount) => number) => counts.reduce((all, one) => all + of(one), 0);
  const range = (of: (count: KindCount) => [number, number, number]): [number, number, number] => [
    Math.min(...counts.map((count) => of(count)[0])),
    median(counts.map((count) => of(count)[1])),
    Math.max(...counts.map((count) => of(count)[2])),
  ];
  return {
    group: counts[0]?.group ?? 'flat',
    letIn: sum(({ letIn }) => letIn),
    of: sum(({ of }) => of),
    doubtful: sum(({ doubtful }) => doubtful),
    flat: sum(({ flat }) => flat),
    notMeasured: sum(({ notMeasured }) => notMeasured),
    nose: range(({ nose }) => nose),
    bend: range(({ bend }) => bend),
  };
}
