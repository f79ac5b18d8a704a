import { CsvError, parse } from 'csv-parse/sync';
import { RefusalError } from './operator-error.ts';
import { oneLine } from '#base/text';

const longestRow = 100_000;

/** A row of a table below its heading. */
export interface CsvRecord {
  /** Row number as in a spreadsheet: the first row after the heading is 2. */
  row: number;
  /** The trimmed text; empty where the table lacks the column or the cell. */
  cell: (column: string) => string;
  /** Why the row is unusable; null for a usable row. */
  problem: string | null;
}

interface CsvShape {
  /** Names of the allowed columns. */
  columns: readonly string[];
  /** Returns words for what the heading lacks; null when it is complete. */
  lacking: (has: (column: string) => boolean) => string | null;
  /** A sentence that lists the columns, and the error code for other columns. */
  about: string;
  headingCode: string;
  /** Message for a table with only a heading. */
  empty: string;
  /** Not counting the heading; more rows throw `tooLong`. */
  mostRows: number;
  tooLong: () => RefusalError;
}

/**
 * Reads a table in UTF-8, separated by commas, semicolons or tabs (the heading decides), with quotes where needed.
 * Skips empty rows. Takes at least 20 µs per row, so the service runs it in a thread.
 * @throws {RefusalError} when the whole table is unusable
 */
export function readCsv(table: Uint8Array, shape: CsvShape): CsvRecord[] {
  const { mostRows } = shape;
  const [heading = [], ...records] = recordsIn(textOf(table), mostRows);
  if (records.length > mostRows) throw shape.tooLong();
  const places = placesOf(heading, shape);
  const rows = records.flatMap((record, index) => {
    const isEmpty = record.every((cell) => cell.trim() === '');
    return isEmpty ? [] : [rowOf(record, index + 2, heading.length, places)];
  });
  if (rows.length === 0) throw new RefusalError('csv_empty', shape.empty);
  return rows;
}

/** The values of a cell that may have several, separated by semicolons. */
export function severalIn(cell: string): string[] {
  return cell
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function textOf(table: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(table);
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
      // Reads one row too many, to detect a table that is too long. The heading counts too.
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

function placesOf(heading: readonly string[], shape: CsvShape): Map<string, number> {
  const refuse = (what: string) =>
    new RefusalError(shape.headingCode, `${what} ${shape.about} Nothing was changed.`);
  const places = new Map<string, number>();
  for (const [place, title] of heading.entries()) {
    const name = title
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_');
    const column = shape.columns.find((known) => known === name);
    if (!column) throw refuse(`The column "${oneLine(title, 40)}" is not known.`);
    if (places.has(column)) throw refuse(`The column "${column}" is there twice.`);
    places.set(column, place);
  }
  const lacking = shape.lacking((column) => places.has(column));
  if (lacking !== null) throw refuse(lacking);
  return places;
}

function rowOf(
  record: readonly string[],
  row: number,
  width: number,
  places: ReadonlyMap<string, number>,
): CsvRecord {
  return {
    row,
    cell: (column) => (record[places.get(column) ?? -1] ?? '').trim(),
    problem:
      record.length === width
        ? null
        : `The row has ${record.length} cells, the heading ${width}. Put cells with a comma in them into quotation marks.`,
  };
}
