import { NameIndex, type NameKind, type ParsedListedName } from '#name-matching';
import { isOtherAge, isSameAge } from './birth-date.ts';
import type { Countries } from './countries.ts';
import { isListAmong } from './list-label.ts';

/** An entry that may mean somebody. */
export interface EntryHit {
  /** The list's label. */
  list: string;
  entry: string;
  by: 'name' | 'company';
  /** The spelling on the list. */
  name: string;
  /** From 0 to 1. */
  score: number;
  /** Only for a hit by name. */
  compared?: { birthDate: FieldComparison; country: FieldComparison };
}

/** How a given detail compares with the listed one. */
export const fieldComparisons = ['agrees', 'differs', 'not listed', 'not asked'] as const;
type FieldComparison = (typeof fieldComparisons)[number];

/** The known details of a person. */
export interface PersonQuery {
  name: string | null;
  birthDate: string | null;
  country: string | null;
}

/** A person or company, as shown in a hit. */
export interface IndexedEntry {
  list: string;
  entry: string;
  kind: NameKind;
  /** In EDTF; see birth-date.ts. */
  birthDates: readonly string[];
  countries: readonly string[];
  expiresAt: Date | null;
}

export interface ListedWithNames extends IndexedEntry {
  names: readonly string[];
  /** Nicknames and the like, which count only for nearly exactly that name. */
  weakNames: readonly string[];
}

export interface NameSearch {
  threshold: number;
  /** Only these lists; `ofac` includes all of OFAC's. Null: all lists. */
  lists: readonly string[] | null;
}

/** Minimum score for a weak name. */
const weakThreshold = 0.95;

/** Subtracted for another country when the name is not exactly the same. */
const otherCountry = 0.05;

interface Named {
  listed: IndexedEntry;
  isWeak: boolean;
}

/** Makes the names on lists searchable. A running search does not see later additions. */
export class ListSearch {
  readonly #people = new NameIndex<Named>();
  readonly #companies = new NameIndex<Named>('company');
  readonly #countries: Countries | null;

  /** @param countries null: nothing may be added */
  constructor(countries: Countries | null) {
    this.#countries = countries;
  }

  /** Lets the event loop run in between. */
  async add(
    listed: IndexedEntry,
    names: readonly string[],
    weakNames: readonly string[],
  ): Promise<void> {
    const index = this.#indexOf(listed);
    await index.add({ listed, isWeak: false }, names);
    await index.add({ listed, isWeak: true }, weakNames);
  }

  /** Adds an entry whose names were parsed earlier. */
  addRead(listed: IndexedEntry, names: readonly ParsedListedName[]): void {
    const index = this.#indexOf(listed);
    const strong = { listed, isWeak: false };
    const weak = { listed, isWeak: true };
    for (const { name, isWeak, read, joined } of names) {
      index.addRead(isWeak ? weak : strong, name, read, joined);
    }
  }

  #indexOf({ kind }: IndexedEntry): NameIndex<Named> {
    return kind === 'person' ? this.#people : this.#companies;
  }

  async byName({ name, birthDate, country }: PersonQuery, search: NameSearch): Promise<EntryHit[]> {
    if (name === null) return [];
    const found = await this.#people.find(name, search.threshold, birthDate !== null);
    const fitting = found.flatMap(({ ref, name: listedName, isExact, ...by }) => {
      const { listed, isWeak } = ref;
      const isTheirs = isSameAge(listed.birthDates, birthDate);
      const isOtherTime = isOtherAge(listed.birthDates, birthDate);
      const full = isTheirs ? by.score + by.commonness : by.score;
      // People state birth date and country themselves, so neither clears an exact name. Many nicknames are common.
      const isCertain = isExact && !isWeak;
      if (!isCertain && isOtherTime) return [];
      const isOtherCountry = this.#countries?.isOther(listed.countries, country) ?? false;
      const score = !isCertain && isOtherCountry ? full - otherCountry : full;
      if (score < neededFor(isWeak, search)) return [];
      const compared = {
        birthDate: compareField(birthDate, listed.birthDates, isOtherTime),
        country: compareField(country, listed.countries, isOtherCountry),
      };
      return hits(listed, search, { by: 'name', name: listedName, score, compared });
    });
    return onceEach(fitting);
  }

  async byCompany(
    { company }: { company: string | null },
    search: NameSearch,
  ): Promise<EntryHit[]> {
    if (company === null) return [];
    const found = await this.#companies.find(company, search.threshold);
    const fitting = found.flatMap(({ ref: { listed, isWeak }, name, score }) =>
      score < neededFor(isWeak, search) ? [] : hits(listed, search, { by: 'company', name, score }),
    );
    return onceEach(fitting);
  }
}

function compareField(
  given: string | null,
  listed: readonly string[],
  isOther: boolean,
): FieldComparison {
  if (given === null) return 'not asked';
  if (listed.length === 0) return 'not listed';
  return isOther ? 'differs' : 'agrees';
}

/** A weak name counts only for nearly exactly that name. */
function neededFor(isWeak: boolean, { threshold }: NameSearch): number {
  return isWeak ? Math.max(threshold, weakThreshold) : threshold;
}

/** Keeps one hit per entry, by its best name. */
function onceEach(found: readonly EntryHit[]): EntryHit[] {
  const best = new Map<string, EntryHit>();
  for (const hit of found) {
    const key = `${hit.list} ${hit.entry}`;
    if (hit.score > (best.get(key)?.score ?? -1)) best.set(key, hit);
  }
  return [...best.values()];
}

function hits(
  listed: IndexedEntry,
  { lists }: NameSearch,
  found: Omit<EntryHit, 'list' | 'entry'>,
): EntryHit[] {
  const { list, entry, expiresAt } = listed;
  if (lists && !isListAmong(lists, list)) return [];
  if (expiresAt && expiresAt <= new Date()) return [];
  return [{ list, entry, ...found }];
}
