import { CsvError, parse, type Options } from 'csv-parse';
import { anotherFormat, cutOff, columnsMissing } from './format.ts';
import { readText } from './read-text.ts';

const longestRow = 16 * 1024 ** 2;

/** Yields the rows of a file, piece by piece. @throws {ListError} `list_cut_off`, `list_unreadable` */
async function* csvRows(
  file: string,
  options: Options = {},
  onRead?: (bytes: number) => void,
): AsyncGenerator<string[]> {
  const parser = parse({
    bom: true,
    skip_empty_lines: true,
    relax_column_count: true,
    // In a cell without quotes, a quote is a normal character: OFSI writes `unit of ""Alpha""`.
    relax_quotes: true,
    max_record_size: longestRow,
    ...options,
  });
  const feeding = feed(file, parser, onRead).catch((error: Error) => parser.destroy(error));
  let isFirst = true;
  try {
    for await (const row of parser) {
      isFirst = false;
      yield row as string[];
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw isFirst ? anotherFormat(file, 'a table') : cutOff(file, error);
  }
  await feeding;
}

async function feed(
  file: string,
  parser: ReturnType<typeof parse>,
  onRead?: (bytes: number) => void,
): Promise<void> {
  for await (const text of readText(file, onRead)) {
    // OFAC ends its files with an obsolete end-of-file character.
    if (!parser.write(text.replaceAll('\u001a', ''))) {
      await new Promise((resolve) => parser.once('drain', resolve));
    }
  }
  parser.end();
}

/** A row by its columns' names. */
export type HeadedRow = (...names: string[]) => string;

/** A column, by any of the publisher's names for it. */
type Column = string | readonly string[];

interface HeadedCsv {
  file: string;
  /** Columns that every such list has. */
  needed: readonly Column[];
  delimiter?: string;
  /** Receives the rows before the heading. */
  onPreamble?: (row: readonly string[]) => void;
  onRead?: ((bytes: number) => void) | undefined;
}

const maxPreamble = 3;

/** Yields the rows of a file with named columns. @throws {ListError} */
export async function* headedRows({
  file,
  needed,
  delimiter = ',',
  onPreamble,
  onRead,
}: HeadedCsv): AsyncGenerator<HeadedRow> {
  let heading: Map<string, number> | null = null;
  let preamble = 0;
  let columns = 0;
  let rows = 0;
  for await (const row of csvRows(file, { delimiter }, onRead)) {
    if (!heading) {
      heading = headingIn(file, row, needed);
      columns = row.length;
      if (heading) continue;
      if (++preamble > maxPreamble) throw anotherFormat(file, describeNeeded(needed));
      onPreamble?.(row);
      continue;
    }
    if (row.length !== columns) throw cutOff(file);
    rows++;
    const places = heading;
    yield (...names) => {
      const at = names.map((name) => places.get(name.toLowerCase())).find((x) => x !== undefined);
      return at === undefined ? '' : (row[at]?.trim() ?? '');
    };
  }
  if (!heading) throw anotherFormat(file, describeNeeded(needed));
  if (rows === 0) throw cutOff(file);
}

/** Returns the places of the columns; null when the row is no heading. @throws {ListError} when columns are missing */
function headingIn(
  file: string,
  row: readonly string[],
  needed: readonly Column[],
): Map<string, number> | null {
  // Among columns with the same name, the first one counts.
  const places = new Map(row.map((name, at) => [name.trim().toLowerCase(), at] as const).reverse());
  const missing = needed.filter(
    (column) => ![column].flat().some((name) => places.has(name.toLowerCase())),
  );
  if (missing.length === 0) return places;
  if (missing.length <= needed.length / 2) throw columnsMissing(file, missing.map(describeColumn));
  return null;
}

function describeNeeded(needed: readonly Column[]): string {
  return needed.map(describeColumn).join(', ');
}

function describeColumn(column: Column): string {
  return [column].flat().join(' or ');
}
