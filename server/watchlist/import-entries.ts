import { foldName } from '#base/text';
import type { Db } from '../store/schema.ts';
import { listWatchlistEntries, watchlistRevisions } from '../store/tables/watchlists.ts';
import { addToWatchlist } from './change.ts';
import type { EntryMistake, NewEntry } from './entry.ts';
import type { EntryRow } from './entry-table.ts';

/** The result for one row. */
export type ImportedRow = { row: number } & (
  | { id: string }
  | { mistakes: readonly EntryMistake[] }
);

const listedAlready: EntryMistake = {
  code: 'already_listed',
  explanation: 'Your own list has this entry already.',
};

/**
 * Adds a table's rows to the own list, one by one, so that an interrupted import can be repeated.
 * @param betweenRows other work to do between rows
 */
export async function importEntries(
  db: Db,
  actor: string,
  rows: readonly EntryRow[],
  betweenRows: () => Promise<void> | void,
): Promise<ImportedRow[]> {
  const ownEntries = new OwnEntries();
  const imported: ImportedRow[] = [];
  for (const { row, entry, mistakes } of rows) {
    imported.push({ row, ...(await importRow(db, actor, { entry, mistakes }, ownEntries)) });
    await betweenRows();
  }
  return imported;
}

async function importRow(
  db: Db,
  actor: string,
  { entry, mistakes }: Omit<EntryRow, 'row'>,
  ownEntries: OwnEntries,
): Promise<{ id: string } | { mistakes: readonly EntryMistake[] }> {
  if (mistakes.length > 0) return { mistakes };
  const findMistakes = async (transaction: Db) =>
    (await ownEntries.includes(transaction, entry)) ? [listedAlready] : [];
  const added = await addToWatchlist(db, actor, entry, null, findMistakes);
  if (added.state === 'refused') return { mistakes: added.mistakes };
  ownEntries.noteAdded(entry);
  return { id: added.id };
}

/** The own list's entries. It reads them again after another writer's change, inside the row's transaction. */
class OwnEntries {
  #keys = new Set<string>();
  #revision: number | null = null;

  async includes(db: Db, entry: NewEntry): Promise<boolean> {
    const { own } = await watchlistRevisions(db);
    if (own !== this.#revision) {
      this.#keys = new Set((await listWatchlistEntries(db)).map(keyOf));
      this.#revision = own;
    }
    return this.#keys.has(keyOf(entry));
  }

  /** Counts one change of the list per entry. */
  noteAdded(entry: NewEntry): void {
    this.#keys.add(keyOf(entry));
    if (this.#revision !== null) this.#revision += 1;
  }
}

/** Returns the same key for two entries with the same content. */
function keyOf(entry: NewEntry): string {
  const { name, aliases, birthDate, country, email, domain, phone, company } = entry;
  const names = [name ?? '', ...aliases, company ?? ''].map(foldName);
  const { note, expiresAt } = entry;
  return JSON.stringify([names, birthDate, country, email, domain, phone, note, expiresAt]);
}
