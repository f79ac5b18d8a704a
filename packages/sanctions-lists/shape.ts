import { unreadableDate } from './birth-date.ts';
import type { ListedRecord } from './format.ts';

/** The parts of an entry that a comparison of two versions of a list needs. */
export type ComparedEntry = Pick<
  ListedRecord,
  'reference' | 'names' | 'weakNames' | 'birthDates' | 'countries'
>;

/** Measures of an entry's content. A publisher that renames one element loses one of them alone. */
const measures = {
  words: ({ names: [first = ''] }: ComparedEntry) => wordsIn(first),
  aliasWords: ({ names: [, ...others], weakNames }: ComparedEntry) =>
    [...others, ...weakNames].reduce((sum, name) => sum + wordsIn(name), 0),
  aliases: ({ names }: ComparedEntry) => Math.max(0, names.length - 1),
  weakNames: ({ weakNames }: ComparedEntry) => weakNames.length,
  otherScripts: ({ names, weakNames }: ComparedEntry) =>
    [...names, ...weakNames].filter((name) => nonLatin.test(name)).length,
  birthDates: ({ birthDates }: ComparedEntry) =>
    birthDates.filter((date) => date !== unreadableDate).length,
  /** A date without its day or its other end excludes more or fewer people. */
  wholeDates: ({ birthDates }: ComparedEntry) =>
    birthDates.filter((date) => /\d-\d\d-\d\d|\d~?\/\d/.test(date) && !date.includes('..')).length,
  approximateDates: ({ birthDates }: ComparedEntry) =>
    birthDates.filter((date) => date.includes('~')).length,
  countries: ({ countries }: ComparedEntry) => countries.length,
  /** A country's name in another language may be unknown. */
  countryCodes: ({ countries }: ComparedEntry) =>
    countries.filter((country) => /^[a-z]{2}$/i.test(country)).length,
};
const wordsIn = (name: string) => name.split(/[\s,]+/u).filter((word) => word !== '').length;
const nonLatin = /[^\p{Script=Latin}\P{L}]/u;

type ListMeasure = keyof typeof measures;
const measureNames = Object.keys(measures) as ListMeasure[];

/** The content that a newer version of a list lost. */
export interface ListLoss {
  /** Number of entries in both versions. */
  kept: number;
  /** For these entries, before and after. */
  counts: Record<ListMeasure, readonly [before: number, after: number]>;
  /** The measures that fell by a tenth. */
  lost: ListMeasure[];
  /** An entry with such a loss: its reference, and its content before and after. */
  example: string;
}

/** From this loss, the format may have changed: publishers correct few entries at once. */
const leastLoss = 0.1;
/** In a list of a few entries, one correction is already a tenth. */
const leastCount = 3;
const longestExample = 160;

/**
 * Compares the entries that two versions of a list share. Additions and deletions do not count.
 * @param before by reference
 * @returns null when nothing fell by a tenth
 */
export function compareListStates(
  before: ReadonlyMap<string, ComparedEntry>,
  after: Iterable<ComparedEntry>,
): ListLoss | null {
  const sums = Object.fromEntries(measureNames.map((name) => [name, [0, 0]])) as Record<
    ListMeasure,
    [number, number]
  >;
  const examples = new Map<ListMeasure, string>();
  let kept = 0;
  for (const entry of after) {
    const old = before.get(entry.reference);
    if (!old) continue;
    kept++;
    for (const name of measureNames) {
      const counts = [measures[name](old), measures[name](entry)] as const;
      sums[name][0] += counts[0];
      sums[name][1] += counts[1];
      if (counts[1] < counts[0] && !examples.has(name)) examples.set(name, exampleOf(old, entry));
    }
  }
  const lost = measureNames.filter((name) => {
    const [was, is] = sums[name];
    return was - is >= Math.max(leastCount, was * leastLoss);
  });
  if (lost.length === 0) return null;
  return { kept, counts: sums, lost, example: examples.get(lost[0]!) ?? '' };
}

/** What a newer version of a list says of other people than before, under the same references. */
export interface ListMoves {
  /** Entries whose name was in both versions, and those that kept it. */
  names: readonly [compared: number, kept: number];
  /** The same for the year of birth. */
  birthYears: readonly [compared: number, kept: number];
  /** One such entry: its reference, and its content before and after. */
  example: string;
}

/**
 * Compares names and birth years of the entries that two versions of a list share. Counts alone would not find that they
 * moved to other entries.
 * @param before by reference
 * @returns null when nine tenths kept theirs
 */
export function compareIdentities(
  before: ReadonlyMap<string, ComparedEntry>,
  after: Iterable<ComparedEntry>,
): ListMoves | null {
  const names: [number, number] = [0, 0];
  const birthYears: [number, number] = [0, 0];
  let example = '';
  for (const entry of after) {
    const old = before.get(entry.reference);
    if (!old) continue;
    const isNamed = count(names, namesOf(old, 1), namesOf(entry));
    const isBorn = count(birthYears, yearsOf(old), yearsOf(entry));
    if (example === '' && !(isNamed && isBorn)) example = exampleOf(old, entry);
  }
  const hasMoved = [names, birthYears].some(
    ([compared, kept]) => compared - kept >= Math.max(leastCount, compared * leastLoss),
  );
  return hasMoved ? { names, birthYears, example } : null;
}

/** @returns whether the entry kept what it said, or one version said nothing */
function count(sums: [number, number], was: readonly string[], is: readonly string[]): boolean {
  if (was.length === 0 || is.length === 0) return true;
  const isKept = was.some((one) => is.includes(one));
  sums[0] += 1;
  if (isKept) sums[1] += 1;
  return isKept;
}

/** Names without case, marks and order of the words. Publishers write them in several ways. */
function namesOf({ names, weakNames }: ComparedEntry, most = Infinity): string[] {
  return [...names, ...weakNames].slice(0, most).map((name) => {
    const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
    return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).sort().join(' ');
  });
}

function yearsOf({ birthDates }: ComparedEntry): string[] {
  return birthDates.flatMap((date) => date.match(/\b\d{4}\b/g) ?? []);
}

function exampleOf(before: ComparedEntry, after: ComparedEntry): string {
  const texts = ({ names, weakNames, birthDates, countries }: ComparedEntry) =>
    [...names, ...weakNames, ...birthDates, ...countries].join('; ').slice(0, longestExample);
  return `${before.reference}: ${texts(before)} → ${texts(after)}`;
}
