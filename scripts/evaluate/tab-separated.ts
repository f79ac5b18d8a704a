import { parse } from 'csv-parse/sync';
import { Refusal } from '../cli/answer.ts';

/** The rows of a tab-separated text as records of these columns; a first row that names them is skipped. */
export function recordsIn(
  text: string,
  columns: readonly string[],
  file: string,
): Record<string, string>[] {
  let rows: string[][];
  try {
    rows = parse(text, {
      delimiter: '\t',
      trim: true,
      skip_empty_lines: true,
      quote: null,
      relax_column_count_less: true,
    });
  } catch (error) {
    throw new Refusal('bad_table', `${file} is not a tab-separated table: ${String(error)}`);
  }
  const [first] = rows;
  const body = first && columns.every((name, at) => first[at] === name) ? rows.slice(1) : rows;
  return body.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at] ?? ''])));
}
