import { foldName } from '../platform/text.ts';
import type { Db } from '../store/schema.ts';
import { listWatchlistEntries, watchlistRevisions } from '../store/tables/watchlists.ts';
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
  if (added.state === 'refused') return { mistakes: added.mistakes };
  ownEntries.noteAdded(entry);
  return { id: added.id };
}

/** What the own list says. It is read again when somebody else has changed it: a row can ask within its transaction. */
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

  /** Each entry counts as one change of the list. */
  noteAdded(entry: NewEntry): void {
    this.#keys.add(keyOf(entry));
    if (this.#revision !== null) this.#revision += 1;
  }
}

/** The same for two entries that say the same. */
function keyOf(entry: NewEntry): string {
  const { name, aliases, birthDate, country, email, domain, phone, company } = entry;
  const names = [name ?? '', ...aliases, company ?? ''].map(foldName);
  const { note, expiresAt } = entry;
  return JSON.stringify([names, birthDate, country, email, domain, phone, note, expiresAt]);
}
