import { csvRows } from './csv-rows.ts';
import { anotherFormat, columnsMissing, cutOff } from './faults.ts';

/** A row by its columns' names. */
export type HeadedRow = (...names: string[]) => string;

/** A column, under whichever of its names the publisher uses. */
type Column = string | readonly string[];

interface HeadedCsv {
  file: string;
  /** Columns that such a list has. */
  needed: readonly Column[];
  /** Told of the rows before the heading. */
  onPreamble?: (row: readonly string[]) => void;
  onRead?: ((bytes: number) => void) | undefined;
}

const mostPreamble = 3;

/** Rows of a file whose columns are named. @throws {ListError} */
export async function* headedRows({
  file,
  needed,
  onPreamble,
  onRead,
}: HeadedCsv): AsyncGenerator<HeadedRow> {
  let heading: Map<string, number> | null = null;
  let preamble = 0;
  let rows = 0;
  for await (const row of csvRows(file, {}, onRead)) {
    if (!heading) {
      heading = headingIn(file, row, needed);
      if (heading) continue;
      if (++preamble > mostPreamble) throw anotherFormat(file, expected(needed));
      onPreamble?.(row);
      continue;
    }
    if (row.length !== heading.size) throw cutOff(file);
    rows++;
    const places = heading;
    yield (...names) => {
      const at = names.map((name) => places.get(name.toLowerCase())).find((x) => x !== undefined);
      return at === undefined ? '' : (row[at]?.trim() ?? '');
    };
  }
  if (!heading) throw anotherFormat(file, expected(needed));
  if (rows === 0) throw cutOff(file);
}

/** The places of the columns; null when the row is no heading. @throws {ListError} when some lack */
function headingIn(
  file: string,
  row: readonly string[],
  needed: readonly Column[],
): Map<string, number> | null {
  const places = new Map(row.map((name, at) => [name.trim().toLowerCase(), at]));
  const missing = needed.filter(
    (column) => ![column].flat().some((name) => places.has(name.toLowerCase())),
  );
  if (missing.length === 0) return places;
  if (missing.length <= needed.length / 2) throw columnsMissing(file, missing.map(named));
  return null;
}

function expected(needed: readonly Column[]): string {
  return needed.map(named).join(', ');
}

function named(column: Column): string {
  return [column].flat().join(' or ');
}
