import { foldName } from '../platform/text.ts';
import type { Db } from '../store/schema.ts';
import { listWatchlistEntries } from '../store/tables/watchlists.ts';
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
  const listed = new Set((await listWatchlistEntries(db)).map(keyOf));
  const imported: ImportedRow[] = [];
  for (const { row, entry, mistakes } of rows) {
    imported.push({ row, ...(await importRow(db, actor, { entry, mistakes }, listed)) });
    await betweenRows();
  }
  return imported;
}

async function importRow(
  db: Db,
  actor: string,
  { entry, mistakes }: Omit<EntryRow, 'row'>,
  listed: Set<string>,
): Promise<{ id: string } | { mistakes: readonly EntryMistake[] }> {
  if (mistakes.length > 0) return { mistakes };
  if (listed.has(keyOf(entry))) return { mistakes: [listedAlready] };
  const added = await addToWatchlist(db, actor, entry);
  if (added.state === 'refused') return { mistakes: added.mistakes };
  listed.add(keyOf(entry));
  return { id: added.id };
}

/** The same for two entries that say the same. */
function keyOf(entry: NewEntry): string {
  const { name, aliases, birthDate, country, email, domain, phone, company } = entry;
  const names = [name ?? '', ...aliases, company ?? ''].map(foldName);
  const { note, expiresAt } = entry;
  return JSON.stringify([names, birthDate, country, email, domain, phone, note, expiresAt]);
}
