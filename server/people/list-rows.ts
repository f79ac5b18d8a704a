import { CsvError, parse } from 'csv-parse/sync';
import { RefusalError, vestibule } from '../platform/operator-error.ts';
import { oneLine } from '../platform/text.ts';
import {
  type PersonField,
  personFieldNames,
  personFields,
  type PersonFieldName,
} from './person-details.ts';

/** Of a list that the desk sends. The command takes longer ones, in a process of its own. */
export const deskListLimits = { bytes: 5_000_000, rows: 20_000 } as const;
const longestRow = 100_000;

/** One line of a list of people, with the cell of each field as it is written there. */
export interface CsvRow extends Record<PersonFieldName, string> {
  /** As a spreadsheet numbers it: the first row after the heading is 2. */
  row: number;
  /** Photos and folders of photos, relative to the list. */
  photos: string[];
  /** People enrolled, each by id, e-mail, employee id or exact name. */
  samePersonAs: string[];
  twinOf: string[];
  /** Why the row cannot be used at all. */
  problem: string | null;
}

const fields = Object.values(personFields);
const neededColumns = columnsOf(fields.filter(({ isRequired }) => isRequired));
const optionalColumns = columnsOf(fields.filter(({ isRequired }) => !isRequired));
const likenessColumns = ['same_person_as', 'twin_of'];
const columns = [...columnsOf(fields), 'photos', 'folder', ...likenessColumns];

function columnsOf(some: readonly PersonField[]): string[] {
  return some.map(({ csvColumn }) => csvColumn);
}

/**
 * Reads a list of people: UTF-8, separated by commas, semicolons or tabs (the heading tells), cells in quotes where they
 * need it. Takes 20 µs a row and more, so the service has it done by `PeopleListReader`.
 * @throws {RefusalError} when the list as a whole cannot be used
 */
export function peopleIn(list: Uint8Array, mostRows = Infinity): CsvRow[] {
  const [heading = [], ...records] = recordsIn(textOf(list), mostRows);
  if (records.length > mostRows) throw listTooLong();
  const places = placesOf(heading);
  const rows = records.flatMap((record, index) => {
    const isEmpty = record.every((cell) => cell.trim() === '');
    return isEmpty ? [] : [rowOf(record, index + 2, heading.length, places)];
  });
  if (rows.length === 0) {
    throw new RefusalError(
      'csv_empty',
      'There is nobody in this list: it has no row below the heading.',
    );
  }
  return rows;
}

function textOf(list: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(list);
  } catch {
    throw new RefusalError(
      'csv_not_utf8',
      'This list is not a text in UTF-8. In a spreadsheet program, save it as "CSV UTF-8".',
    );
  }
}

function recordsIn(text: string, mostRows: number): string[][] {
  if (text.includes('\0'))
    throw new RefusalError('csv_not_text', 'This is not a text but some other file.');
  const [heading = ''] = text.split(/\r\n|\r|\n/, 1);
  const delimiter = [',', ';', '\t'].find((candidate) => heading.includes(candidate)) ?? ',';
  try {
    return parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      max_record_size: longestRow,
      // One too many, so that it shows. The heading is a record, too.
      ...(Number.isFinite(mostRows) && { to: mostRows + 2 }),
      record_delimiter: ['\r\n', '\n', '\r'],
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? ` near line ${error['lines']}` : '';
    throw new RefusalError(
      'csv_malformed',
      `The list is not well-formed${line}, most likely a quotation mark too many or too few. Nothing was changed.`,
    );
  }
}

function placesOf(heading: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const [place, title] of heading.entries()) {
    const name = title
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_');
    const column = columns.find((known) => known === name);
    if (!column) throw badHeading(`The column "${oneLine(title, 40)}" is not known.`);
    if (places.has(column)) throw badHeading(`The column "${column}" is there twice.`);
    places.set(column, place);
  }
  for (const needed of neededColumns) {
    if (!places.has(needed)) throw badHeading(`The column "${needed}" is missing.`);
  }
  if (!places.has('photos') && !places.has('folder')) {
    throw badHeading('The column "photos" is missing.');
  }
  return places;
}

function badHeading(what: string): RefusalError {
  const listed = new Intl.ListFormat('en-GB');
  const needed = listed.format([...neededColumns, 'photos (or folder)']);
  const optional = listed.format([...optionalColumns, ...likenessColumns]);
  return new RefusalError(
    'csv_heading',
    `${what} The first row names the columns: ${needed} are needed; ${optional} may be there. Nothing was changed.`,
  );
}

function rowOf(
  record: readonly string[],
  row: number,
  width: number,
  places: ReadonlyMap<string, number>,
): CsvRow {
  const cell = (column: string) => (record[places.get(column) ?? -1] ?? '').trim();
  const several = (text: string) =>
    text
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  const cells = personFieldNames.map((name) => {
    const { csvColumn, choices } = personFields[name];
    return [name, choices ? cell(csvColumn).toLowerCase() : cell(csvColumn)];
  });
  return {
    row,
    ...(Object.fromEntries(cells) as Record<PersonFieldName, string>),
    photos: [...several(cell('photos')), cell('folder')].filter((name) => name !== ''),
    samePersonAs: several(cell('same_person_as')),
    twinOf: several(cell('twin_of')),
    problem:
      record.length === width
        ? null
        : `The row has ${record.length} cells, the heading ${width}. Put cells with a comma in them into quotation marks.`,
  };
}

export function listTooLong(): RefusalError {
  const { bytes, rows } = deskListLimits;
  return new RefusalError(
    'csv_too_long',
    `A list may have up to ${rows} rows and ${bytes / 1e6} MB here. Split it. A longer one takes: ${vestibule} enroll import`,
  );
}
