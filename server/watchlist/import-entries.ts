import { foldName } from '../platform/text.ts';
import type { Db } from '../store/schema.ts';
import { findWatchlistEntry, watchlistEntryIds } from '../store/tables/watchlists.ts';
import { addToWatchlist } from './change.ts';
import type { EntryMistake, NewEntry } from './entry.ts';
import type { EntryRow } from './entry-table.ts';

/** What became of one row. */
export type ImportedRow = { row: number } & (
  | { id: string }
  | { mistakes: readonly EntryMistake[] }
);

const listedAlready: EntryMistake = {
  code: 'already_listed',
  explanation: 'Your own list has this entry already.',
};

/**
 * Puts the rows of a table on the own list, each on its own: an import that was cut off can be done again.
 * @param betweenRows what else has to be done meanwhile
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
  return added.state === 'refused' ? { mistakes: added.mistakes } : { id: added.id };
}

/** What the own list says. It reads only what is new, so that each row can ask within its transaction. */
class OwnEntries {
  readonly #keyOfId = new Map<string, string>();

  async includes(db: Db, entry: NewEntry): Promise<boolean> {
    const ids = await watchlistEntryIds(db);
    for (const id of ids) {
      if (this.#keyOfId.has(id)) continue;
      const found = await findWatchlistEntry(db, id);
      if (found) this.#keyOfId.set(id, keyOf(found));
    }
    const key = keyOf(entry);
    return ids.some((id) => this.#keyOfId.get(id) === key);
  }
}

/** The same for two entries that say the same. */
function keyOf(entry: NewEntry): string {
  const { name, aliases, birthDate, country, email, domain, phone, company } = entry;
  const names = [name ?? '', ...aliases, company ?? ''].map(foldName);
  const { note, expiresAt } = entry;
  return JSON.stringify([names, birthDate, country, email, domain, phone, note, expiresAt]);
}
