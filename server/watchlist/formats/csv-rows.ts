import { CsvError, parse, type Options } from 'csv-parse';
import { anotherFormat, cutOff } from './faults.ts';
import { textOf } from './read-text.ts';

/** The rows of a file, a piece at a time. @throws {ListError} `list_cut_off`, `list_unreadable` */
export async function* csvRows(
  file: string,
  options: Options = {},
  onRead?: (bytes: number) => void,
): AsyncGenerator<string[]> {
  const parser = parse({ bom: true, skip_empty_lines: true, relax_column_count: true, ...options });
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
  for await (const text of textOf(file, onRead)) {
    // OFAC ends its files with a sign that other systems need no more.
    if (!parser.write(text.replaceAll('\u001a', ''))) {
      await new Promise((resolve) => parser.once('drain', resolve));
    }
  }
  parser.end();
}
