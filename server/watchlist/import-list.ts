import { stat } from 'node:fs/promises';
import { recordEvent } from '../audit/record.ts';
import type { Db } from '../store/schema.ts';
import {
  beginWatchlist,
  completeWatchlist,
  deleteWatchlist,
  insertListed,
  listWatchlists,
  type NewListed,
} from '../store/tables/watchlists.ts';
import { personsMissing, type ListedRecord, type ListFiles, ListError } from './formats/format.ts';
import { readerFor, type ListSource } from './sources.ts';

export interface Imported {
  source: ListSource;
  date: string;
  /** Where the date is from: the list itself, whoever imported it, or when the file was changed. */
  datedBy: 'list' | 'given' | 'file';
  entries: number;
  /** Entries of the list that was in force before; null when there was none. */
  before: number | null;
}

/** Of so many entries one may be without a name; more, and the names stand elsewhere. */
const maxNameless = 100;
/** Some collections of OpenSanctions are of companies only. */
const canHaveNone: ReadonlySet<ListSource> = new Set(['opensanctions']);

// Each batch is a short transaction of its own, so that a running service can write in between.
const rowsPerBatch = 200;

/**
 * Reads an official list and puts it in force in the place of the one before. Until the last entry
 * is read the old one counts; when anything is wrong, nothing has changed.
 * @param date `2026-11-20`; counts where the list has no date of its own
 * @param mayShrink whether it may have less than half of the entries that the old one has
 * @throws {ListError}
 */
export async function importList(
  db: Db,
  actor: string,
  {
    source,
    files,
    mayShrink = false,
    date: given = null,
  }: { source: ListSource; files: ListFiles; mayShrink?: boolean; date?: string | null },
): Promise<Imported> {
  const old = (await listWatchlists(db)).find((list) => list.source === source);
  const before = old?.entries ?? null;
  const listId = await beginWatchlist(db, source, new Date());
  try {
    const {
      date: own,
      entries,
      persons,
      nameless,
    } = await stage(db, listId, readerFor(source)(files));
    if (nameless > (entries + nameless) / maxNameless) throw personsMissing(withoutNames(nameless));
    if (persons === 0 && !canHaveNone.has(source))
      throw personsMissing('There is no person in it.');
    const date = own ?? given ?? (await changedOn(files.main));
    const datedBy = own !== null ? 'list' : given !== null ? 'given' : 'file';
    if (before !== null && entries < before / 2 && !mayShrink)
      throw shrunk(source, before, entries);
    await db.transaction().execute(async (transaction) => {
      await completeWatchlist(transaction, listId, { source, listDate: date, entries });
      const details = { list: source, date, entries };
      await recordEvent(transaction, { action: 'watchlist_imported', actor, details });
    });
    return { source, date, datedBy, entries, before };
  } catch (error) {
    await deleteWatchlist(db, listId);
    throw error;
  }
}

/** The day on which the file was changed, at most today. */
async function changedOn(file: string): Promise<string> {
  const { mtimeMs } = await stat(file);
  return new Date(Math.min(mtimeMs, Date.now())).toISOString().slice(0, 10);
}

interface Staged {
  date: string | null;
  entries: number;
  persons: number;
  /** Entries that were left out, for they have nothing to be found by. */
  nameless: number;
}

async function stage(
  db: Db,
  listId: number,
  found: AsyncGenerator<ListedRecord | { date: string }>,
): Promise<Staged> {
  const staged: Staged = { date: null, entries: 0, persons: 0, nameless: 0 };
  let batch: NewListed[] = [];
  for await (const one of found) {
    if ('date' in one) {
      staged.date = one.date;
      continue;
    }
    if (one.names.length === 0) {
      staged.nameless++;
      continue;
    }
    staged.entries++;
    if (one.kind === 'person') staged.persons++;
    batch.push(rowOf(one));
    if (batch.length < rowsPerBatch) continue;
    await insertListed(db, listId, batch);
    batch = [];
  }
  await insertListed(db, listId, batch);
  return staged;
}

function rowOf({ reference, kind, names, birthDates, countries }: ListedRecord): NewListed {
  return {
    reference,
    kind,
    names: JSON.stringify(names),
    birth_dates: JSON.stringify(birthDates),
    countries: JSON.stringify(countries),
  };
}

function withoutNames(nameless: number): string {
  return `${nameless} of its entries have no name.`;
}

function shrunk(source: string, before: number, entries: number): ListError {
  return new ListError(
    'list_shrunk',
    `The new list of ${source} has ${entries} entries, the one in force ${before}: it may be cut off. ` +
      'Look at it, and if it is right, give --may-shrink. Nothing was changed.',
  );
}
