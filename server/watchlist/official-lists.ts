import { ParsedNamesReader } from '#name-matching';
import {
  listLabel,
  ListCollection,
  type Countries,
  type ListedEntry,
  type ListSearch,
} from '#sanctions-lists';
import type { Db } from '../store/schema.ts';
import {
  everyListed,
  listWatchlists,
  parsedNamesPart,
  parserVersionOf,
} from '../store/tables/watchlists.ts';
import { parserVersion } from './import-list.ts';

/** The official lists in force, in a searchable index. */
export class OfficialLists {
  readonly #lists: ListCollection;
  /** The row of each list, by label. */
  readonly #ids = new Map<string, number>();

  private constructor(countries: Countries | null) {
    this.#lists = new ListCollection(countries);
  }

  get search(): ListSearch {
    return this.#lists.search;
  }

  /** Reads all lists. Lets the event loop run in between. */
  static async load(db: Db, countries: () => Promise<Countries>): Promise<OfficialLists> {
    const lists = await listWatchlists(db);
    const official = new OfficialLists(lists.length > 0 ? await countries() : null);
    const rules = parserVersion();
    for (const { id, ...list } of lists) {
      const label = listLabel(list);
      official.#ids.set(label, id);
      const [made, ...others] = await parserVersionOf(db, id);
      const isRead = made?.madeBy === rules && others.length === 0;
      if (isRead) await official.#addRead(db, id, label);
      else await official.#lists.add(label, rowsOf(db, id));
    }
    return official;
  }

  /** Applies changes. @returns false when the lists must be loaded again */
  async update(db: Db): Promise<boolean> {
    const lists = await listWatchlists(db);
    if (this.#ids.size === 0) return false;
    for (const { id, entries, ...list } of lists) {
      const label = listLabel(list);
      if (this.#ids.get(label) === id) continue;
      if (!(await this.#lists.patch(label, rowsOf(db, id), entries))) return false;
      this.#ids.set(label, id);
    }
    const labels = new Set(lists.map(listLabel));
    for (const label of this.#ids.keys()) {
      if (labels.has(label)) continue;
      this.#lists.remove(label);
      this.#ids.delete(label);
    }
    return !this.#lists.isWorn;
  }

  /** Adds the names that were parsed during the import. */
  async #addRead(db: Db, id: number, label: string): Promise<void> {
    const reader = new ParsedNamesReader();
    for (let part = 0; ; part++) {
      // The event loop runs between two parts.
      const content = await parsedNamesPart(db, id, part);
      if (content === undefined) return;
      this.#lists.addRead(label, reader.part(content));
    }
  }
}

async function* rowsOf(db: Db, id: number): AsyncGenerator<ListedEntry> {
  const texts = (json: string) => JSON.parse(json) as string[];
  for await (const row of everyListed(db, id)) {
    yield {
      entry: row.reference,
      kind: row.kind,
      names: texts(row.names),
      weakNames: texts(row.weakNames),
      birthDates: texts(row.birthDates),
      countries: texts(row.countries),
    };
  }
}
