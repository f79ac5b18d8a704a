import { createReadStream } from 'node:fs';
import { ListError } from './format.ts';

/**
 * A file's text, a piece at a time: UTF-8, or Windows-1252 where it is not that.
 * @throws {ListError} `list_unreadable`
 */
export async function* textOf(
  file: string,
  onRead: (bytes: number) => void = () => {},
): AsyncGenerator<string> {
  const decoder = new TextDecoder(await encodingOf(file));
  for await (const bytes of bytesOf(file)) {
    yield decoder.decode(bytes, { stream: true });
    onRead(bytes.length);
  }
  yield decoder.decode();
}

async function encodingOf(file: string): Promise<'utf-8' | 'windows-1252'> {
  const strict = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const bytes of bytesOf(file)) strict.decode(bytes, { stream: true });
    strict.decode();
    return 'utf-8';
  } catch (error) {
    if (error instanceof ListError) throw error;
    return 'windows-1252';
  }
}

async function* bytesOf(file: string): AsyncGenerator<Buffer> {
  try {
    for await (const bytes of createReadStream(file)) yield bytes as Buffer;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = { ENOENT: 'there is no such file', EISDIR: 'it is a folder' }[code ?? ''] ?? code;
    throw new ListError('list_unreadable', `The list ${file} cannot be read: ${why}.`, {
      cause: error,
    });
  }
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/**
 * A date as lists write it (`12 Jan 1960`, `12/01/1960`, `1960-01-12`, `circa 1960`), as far as it
 * is known: `1960-01-12` or `1960`. Null when there is no year in it.
 */
export function listDate(
  text: string,
  order: 'day-first' | 'month-first' = 'day-first',
): string | null {
  const [, isoYear, isoMonth, isoDay] = /^(\d{4})-(\d\d)-(\d\d)/.exec(text) ?? [];
  if (isoYear && isoMonth && isoDay) return dateOf(isoYear, Number(isoMonth), Number(isoDay));
  const [, day, name, ofYear] = /(\d{1,2})[ -]([A-Za-z]{3})[a-z]*\.?[ -](\d{4})/.exec(text) ?? [];
  if (day && name && ofYear) {
    return dateOf(ofYear, months.indexOf(name.toLowerCase()) + 1, Number(day));
  }
  const [, one, two, year] = /(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})/.exec(text) ?? [];
  if (one && two && year) {
    const [d, m] = order === 'day-first' ? [one, two] : [two, one];
    return dateOf(year, Number(m), Number(d));
  }
  return /\d{4}/.exec(text)?.[0] ?? null;
}

function dateOf(year: string, month: number, day: number): string {
  // UK: 00/00/1960 where only the year is known.
  if (month < 1 || month > 12 || day < 1 || day > 31) return year;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
