import type { ParsedEntry } from '#name-matching';
import type { Countries } from './countries.ts';
import { ListSearch, type IndexedEntry, type ListedWithNames } from './list-search.ts';

/** An entry in the index, with its whole content as one text. */
interface Loaded {
  text: string;
  indexed: IndexedEntry;
}

/** By reference and kind: an entry of unknown kind is there twice. */
type Entries = Map<string, Loaded>;

/** An entry of a list, as it was read. */
export type ListedEntry = Omit<ListedWithNames, 'list' | 'expiresAt'>;

/**
 * From this share of changed entries, a new index costs less than patching. Replaced entries stay in the index and
 * still count in its name frequencies, so their number is limited too.
 */
const mostChanged = 0.25;
const gone = new Date(0);

/**
 * Lists in a searchable index. A newer version of one list changes only the entries that differ, so a search does not
 * wait until every list is read again.
 */
export class ListCollection {
  readonly search: ListSearch;
  readonly #lists = new Map<string, Entries>();
  /** Entries in the index that are no longer in force. */
  #gone = 0;

  /** @param countries null: nothing may be added */
  constructor(countries: Countries | null) {
    this.search = new ListSearch(countries);
  }

  /** Whether so many entries are no longer in force that the lists are to be loaded again. */
  get isWorn(): boolean {
    const held = [...this.#lists.values()].reduce((sum, { size }) => sum + size, 0);
    return this.#gone > held * mostChanged;
  }

  /** Adds entries to a list. Lets the event loop run in between. */
  async add(label: string, listed: AsyncIterable<ListedEntry>): Promise<void> {
    const entries = this.#entriesOf(label);
    for await (const entry of listed) await this.#add(rowOf(entry, label), entries);
  }

  /** Adds entries to a list whose names were parsed earlier. */
  addRead(label: string, parsed: Iterable<ParsedEntry>): void {
    const entries = this.#entriesOf(label);
    for (const entry of parsed) {
      const { reference, kind, birthDates, countries, names } = entry;
      const indexed = {
        list: label,
        entry: reference,
        kind,
        birthDates,
        countries,
        expiresAt: null,
      };
      this.search.addRead(indexed, names);
      const namesWhere = (isWeak: boolean) =>
        names.filter((one) => one.isWeak === isWeak).map(({ name }) => name);
      const row = { ...indexed, names: namesWhere(false), weakNames: namesWhere(true) };
      entries.set(keyOf(row), { text: textOf(row), indexed });
    }
  }

  /**
   * Replaces a list by its newer version.
   * @param count the entries of the newer version
   * @returns false when too much has changed, so that the lists are to be loaded again
   */
  async patch(label: string, listed: AsyncIterable<ListedEntry>, count: number): Promise<boolean> {
    const entries = this.#lists.get(label);
    if (!entries) return false;
    const missing = new Set(entries.keys());
    const changed: ListedWithNames[] = [];
    for await (const entry of listed) {
      const row = rowOf(entry, label);
      const key = keyOf(row);
      missing.delete(key);
      if (entries.get(key)?.text !== textOf(row)) changed.push(row);
      if (changed.length > Math.max(count, entries.size) * mostChanged) return false;
    }
    for (const row of changed) {
      const before = entries.get(keyOf(row));
      await this.#add(row, entries);
      if (before) this.#retire(before);
    }
    for (const key of missing) {
      this.#retire(entries.get(key)!);
      entries.delete(key);
    }
    return true;
  }

  remove(label: string): void {
    for (const one of this.#lists.get(label)?.values() ?? []) this.#retire(one);
    this.#lists.delete(label);
  }

  #entriesOf(label: string): Entries {
    const entries: Entries = this.#lists.get(label) ?? new Map();
    this.#lists.set(label, entries);
    return entries;
  }

  #retire({ indexed }: Loaded): void {
    indexed.expiresAt = gone;
    this.#gone++;
  }

  async #add(row: ListedWithNames, entries: Entries): Promise<void> {
    const { names, weakNames, ...indexed } = row;
    await this.search.add(indexed, names, weakNames);
    entries.set(keyOf(row), { text: textOf(row), indexed });
  }
}

function rowOf(entry: ListedEntry, list: string): ListedWithNames {
  return { ...entry, list, expiresAt: null };
}

function keyOf({ entry, kind }: Pick<IndexedEntry, 'entry' | 'kind'>): string {
  return `${kind} ${entry}`;
}

function textOf({ names, weakNames, birthDates, countries }: ListedWithNames): string {
  return JSON.stringify([names, weakNames, birthDates, countries]);
}
