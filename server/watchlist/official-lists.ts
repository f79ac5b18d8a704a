import { ParsedNamesReader, type ParsedEntry } from '../../packages/name-matching/index.ts';
import type { Db } from '../store/schema.ts';
import {
  everyListed,
  listWatchlists,
  parsedNamesPart,
  parserVersionOf,
} from '../store/tables/watchlists.ts';
import type { Countries } from './countries/countries.ts';
import { ListSearch, type IndexedEntry, type ListedWithNames } from './list-search.ts';
import { parserVersion } from './import-list.ts';
import { listLabel } from './sources.ts';

/** An entry in the index, with its whole content as one text. */
interface Loaded {
  text: string;
  indexed: IndexedEntry;
}

interface LoadedList {
  id: number;
  /** By reference and kind: an entry of unknown kind is there twice. */
  entries: Map<string, Loaded>;
}

/**
 * From this share of changed entries, a new index costs less than patching. Replaced entries stay in the index and
 * still count in its name frequencies, so their number is limited too.
 */
const mostChanged = 0.25;
const gone = new Date(0);

/**
 * The official lists in force, in a searchable index. A newer version of one list changes only the entries that differ.
 * So a held sign-in does not wait until every list is read again.
 */
export class OfficialLists {
  readonly search: ListSearch;
  readonly #lists = new Map<string, LoadedList>();
  /** Entries in the index that are no longer in force. */
  #gone = 0;

  private constructor(countries: Countries | null) {
    this.search = new ListSearch(countries);
  }

  /** Reads all lists. Lets the event loop run in between. */
  static async load(db: Db, countries: () => Promise<Countries>): Promise<OfficialLists> {
    const lists = await listWatchlists(db);
    const official = new OfficialLists(lists.length > 0 ? await countries() : null);
    const rules = parserVersion();
    for (const { id, ...list } of lists) {
      const label = listLabel(list);
      const entries = new Map<string, Loaded>();
      official.#lists.set(label, { id, entries });
      const [made, ...others] = await parserVersionOf(db, id);
      const isRead = made?.madeBy === rules && others.length === 0;
      if (isRead) await official.#addRead(db, id, label, entries);
      else for await (const row of rowsOf(db, id, label)) await official.#add(row, entries);
    }
    return official;
  }

  /** Applies changes. @returns false when the lists must be loaded again */
  async update(db: Db): Promise<boolean> {
    const lists = await listWatchlists(db);
    if (this.#lists.size === 0) return false;
    for (const { id, entries, ...list } of lists) {
      const label = listLabel(list);
      const loaded = this.#lists.get(label);
      if (loaded?.id === id) continue;
      if (!loaded || !(await this.#patch(db, loaded, { id, label, entries }))) return false;
    }
    const labels = new Set(lists.map(listLabel));
    for (const [label, { entries }] of this.#lists) {
      if (labels.has(label)) continue;
      for (const one of entries.values()) this.#remove(one);
      this.#lists.delete(label);
    }
    const held = [...this.#lists.values()].reduce((sum, { entries }) => sum + entries.size, 0);
    return this.#gone <= held * mostChanged;
  }

  async #patch(
    db: Db,
    loaded: LoadedList,
    { id, label, entries: count }: { id: number; label: string; entries: number },
  ): Promise<boolean> {
    const missing = new Set(loaded.entries.keys());
    const changed: ListedWithNames[] = [];
    for await (const row of rowsOf(db, id, label)) {
      const key = keyOf(row);
      missing.delete(key);
      if (loaded.entries.get(key)?.text !== textOf(row)) changed.push(row);
      if (changed.length > Math.max(count, loaded.entries.size) * mostChanged) return false;
    }
    for (const row of changed) {
      const before = loaded.entries.get(keyOf(row));
      await this.#add(row, loaded.entries);
      if (before) this.#remove(before);
    }
    for (const key of missing) {
      this.#remove(loaded.entries.get(key)!);
      loaded.entries.delete(key);
    }
    loaded.id = id;
    return true;
  }

  #remove({ indexed }: Loaded): void {
    indexed.expiresAt = gone;
    this.#gone++;
  }

  async #add(row: ListedWithNames, entries: LoadedList['entries']): Promise<void> {
    const { names, weakNames, ...indexed } = row;
    await this.search.add(indexed, names, weakNames);
    entries.set(keyOf(row), { text: textOf(row), indexed });
  }

  /** Adds the names that were parsed during the import. */
  async #addRead(db: Db, id: number, list: string, entries: LoadedList['entries']): Promise<void> {
    const reader = new ParsedNamesReader();
    for (let part = 0; ; part++) {
      // The event loop runs between two parts.
      const content = await parsedNamesPart(db, id, part);
      if (content === undefined) return;
      for (const entry of reader.part(content)) {
        const indexed = indexedOf(entry, list);
        this.search.addRead(indexed, entry.names);
        const namesWhere = (isWeak: boolean) =>
          entry.names.filter((one) => one.isWeak === isWeak).map(({ name }) => name);
        const row = { ...indexed, names: namesWhere(false), weakNames: namesWhere(true) };
        entries.set(keyOf(row), { text: textOf(row), indexed });
      }
    }
  }
}

function indexedOf({ reference, kind, birthDates, countries }: ParsedEntry, list: string) {
  return { list, entry: reference, kind, birthDates, countries, expiresAt: null };
}

function keyOf({ entry, kind }: Pick<IndexedEntry, 'entry' | 'kind'>): string {
  return `${kind} ${entry}`;
}

function textOf({ names, weakNames, birthDates, countries }: ListedWithNames): string {
  return JSON.stringify([names, weakNames, birthDates, countries]);
}

async function* rowsOf(db: Db, id: number, list: string): AsyncGenerator<ListedWithNames> {
  for await (const row of everyListed(db, id)) {
    yield {
      list,
      entry: row.reference,
      kind: row.kind,
      names: JSON.parse(row.names) as string[],
      weakNames: JSON.parse(row.weakNames) as string[],
      birthDates: JSON.parse(row.birthDates) as string[],
      countries: JSON.parse(row.countries) as string[],
      expiresAt: null,
    };
  }
}
