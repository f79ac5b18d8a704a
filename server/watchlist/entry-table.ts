import { readCsv, severalIn, type CsvRecord } from '../platform/csv-table.ts';
import { RefusalError } from '../platform/operator-error.ts';
import { endOfDay } from '../platform/local-time.ts';
import { entryColumns } from '../protocol/desk-manage-messages.ts';
import { normaliseEntry, validateEntry, type EntryMistake, type NewEntry } from './entry.ts';

/** Limits for a table from the desk, because visitors wait while its rows are stored. */
export const deskEntryLimits = { bytes: 500_000, rows: 1000 } as const;

/** One row of a table of entries, and all its mistakes. */
export interface EntryRow {
  /** The number in a spreadsheet: the first row after the heading is 2. */
  row: number;
  entry: NewEntry;
  mistakes: EntryMistake[];
}

/**
 * Reads a table of entries for the own list.
 * @throws {RefusalError} when the whole table is unusable
 */
export function entriesIn(table: Uint8Array, mostRows = Infinity): EntryRow[] {
  const columns = entryColumns;
  const about = `Columns are: ${columns.join(', ')}.`;
  const lacking = (has: (column: string) => boolean) =>
    has('note') ? null : 'The column "note" is missing.';
  const empty = 'There is nobody in this list: it has no row below the heading.';
  const heading = { columns, lacking, about, headingCode: 'listed_heading' };
  const now = new Date();
  return readCsv(table, { ...heading, empty, mostRows, tooLong: entriesTooMany }).map((record) =>
    rowOf(record, now),
  );
}

export function entriesTooMany(): RefusalError {
  const { bytes, rows } = deskEntryLimits;
  return new RefusalError(
    'listed_too_many',
    `A table may have up to ${rows} rows and ${bytes / 1e6} MB here. Split it.`,
  );
}

function rowOf({ row, cell, problem }: CsvRecord, now: Date): EntryRow {
  const text = (column: (typeof entryColumns)[number]) => cell(column) || null;
  const expires = text('expires');
  const expiresAt = expires === null ? null : endOfDay(expires);
  const entry = normaliseEntry({
    name: text('name'),
    aliases: severalIn(cell('aliases')),
    birthDate: text('birth_date'),
    country: text('country'),
    email: text('email'),
    domain: text('domain'),
    phone: text('phone'),
    company: text('company'),
    note: cell('note'),
    legalBasis: null,
    expiresAt,
  });
  if (problem !== null) return { row, entry, mistakes: [{ code: 'row', explanation: problem }] };
  const mistakes = validateEntry(entry, now, false);
  if (expires !== null && expiresAt === null) mistakes.push(notADay);
  return { row, entry, mistakes };
}

const notADay = { code: 'expires_unusable', explanation: 'Give expires as 2027-11-24.' };
