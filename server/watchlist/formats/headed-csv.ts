import { csvRows } from './csv-rows.ts';
import { anotherFormat, cutOff } from './faults.ts';

/** A row by its columns' names. */
export type HeadedRow = (...names: string[]) => string;

interface HeadedCsv {
  file: string;
  /** Columns that such a list has. */
  needed: readonly string[];
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
      const places = new Map(row.map((name, at) => [name.trim().toLowerCase(), at]));
      if (needed.every((name) => places.has(name.toLowerCase()))) heading = places;
      else if (++preamble > mostPreamble) throw anotherFormat(file, needed.join(', '));
      else onPreamble?.(row);
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
  if (!heading) throw anotherFormat(file, needed.join(', '));
  if (rows === 0) throw cutOff(file);
}
