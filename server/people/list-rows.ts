import { readCsv, severalIn, type CsvRecord } from '../platform/csv-table.ts';
import { RefusalError, vestibule } from '../platform/operator-error.ts';
import {
  type PersonField,
  personFieldNames,
  personFields,
  type PersonFieldName,
} from './person-details.ts';

/** Limits for a list that the desk sends. The command accepts longer ones, because it has its own process. */
export const deskListLimits = { bytes: 5_000_000, rows: 20_000 } as const;

/** One row of a list of people, with the text of each field. */
export interface CsvRow extends Record<PersonFieldName, string> {
  /** The number in a spreadsheet: the first row after the heading is 2. */
  row: number;
  /** Paths of photos and folders of photos, relative to the list. */
  photos: string[];
  /** Enrolled people who look alike and are others: each by id, e-mail, employee id or exact name. */
  twinOf: string[];
  /** The reason why the whole row is unusable. */
  problem: string | null;
}

const fields = Object.values(personFields);
const neededColumns = columnsOf(fields.filter(({ isRequired }) => isRequired));
const optionalColumns = columnsOf(fields.filter(({ isRequired }) => !isRequired));
const columns = [...columnsOf(fields), 'photos', 'folder', 'twin_of'];

function columnsOf(some: readonly PersonField[]): string[] {
  return some.map(({ csvColumn }) => csvColumn);
}

/**
 * Reads a list of people.
 * @throws {RefusalError} when the list as a whole cannot be used
 */
export function peopleIn(list: Uint8Array, mostRows = Infinity): CsvRow[] {
  const listed = new Intl.ListFormat('en-GB');
  const needed = listed.format([...neededColumns, 'photos (or folder)']);
  const optional = listed.format([...optionalColumns, 'twin_of']);
  const about = `The first row names the columns: ${needed} are needed; ${optional} may be there.`;
  const empty = 'There is nobody in this list: it has no row below the heading.';
  const heading = { columns, lacking, about, headingCode: 'csv_heading' };
  return readCsv(list, { ...heading, empty, mostRows, tooLong: listTooLong }).map(rowOf);
}

function lacking(has: (column: string) => boolean): string | null {
  const missing =
    neededColumns.find((needed) => !has(needed)) ??
    (has('photos') || has('folder') ? null : 'photos');
  return missing && `The column "${missing}" is missing.`;
}

function rowOf({ row, cell, problem }: CsvRecord): CsvRow {
  const cells = personFieldNames.map((name) => {
    const { csvColumn, choices } = personFields[name];
    return [name, choices ? cell(csvColumn).toLowerCase() : cell(csvColumn)];
  });
  return {
    row,
    ...(Object.fromEntries(cells) as Record<PersonFieldName, string>),
    photos: [...severalIn(cell('photos')), cell('folder')].filter((name) => name !== ''),
    twinOf: severalIn(cell('twin_of')),
    problem,
  };
}

export function listTooLong(): RefusalError {
  const { bytes, rows } = deskListLimits;
  return new RefusalError(
    'csv_too_long',
    `A list may have up to ${rows} rows and ${bytes / 1e6} MB here. Split it. A longer one takes: ${vestibule} enroll import`,
  );
}
