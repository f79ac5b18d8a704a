import { parse } from 'csv-parse/sync';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** An unusable file of names; the message says what is missing. */
class SuiteError extends Error {
  readonly code = 'unusable_file';

  operatorSentence(): string {
    return this.message;
  }
}

/** Two names, labelled by others as the same person or company, or as different. */
export interface LabelledPair {
  kind: 'person' | 'company';
  asked: string;
  listed: string;
  isSame: boolean;
}

/** A person as they would sign in. */
export interface SignedIn {
  name: string;
  /** `1990-12-31`, or a year; null when the file has none. */
  birthDate: string | null;
}

/** A file of people, with the file's name. */
export interface PeopleFile {
  name: string;
  people: SignedIn[];
}

/**
 * Reads labelled pairs with the columns `kind` (person, company), `asked`, `listed` and `same` (true, false).
 * @throws {SuiteError} that says what is missing
 */
export async function readLabelledPairs(file: string): Promise<LabelledPair[]> {
  const rows = await rowsOf(file, ['kind', 'asked', 'listed', 'same']);
  return rows.map(({ kind, asked = '', listed = '', same }, i) => {
    if ((kind !== 'person' && kind !== 'company') || (same !== 'true' && same !== 'false')) {
      throw new SuiteError(
        `Row ${i + 2} of ${file}: kind is person or company, same is true or false.`,
      );
    }
    return { kind, asked, listed, isSame: same === 'true' };
  });
}

/**
 * Reads people from a column `name` or `asked`, and an optional column `birth_date`.
 * @throws {SuiteError}
 */
export async function readPeople(file: string): Promise<PeopleFile> {
  const rows = await rowsOf(file, []);
  const people = rows.map(({ name, asked, birth_date: birthDate }) => ({
    name: name ?? asked ?? '',
    birthDate: birthDate || null,
  }));
  if (people.length === 0 || people.some(({ name }) => name === '')) {
    throw new SuiteError(`${file} needs a name in each row: a column name or asked.`);
  }
  return { name: path.basename(file, path.extname(file)), people };
}

type Row = Partial<Record<string, string>>;

async function rowsOf(file: string, columns: readonly string[]): Promise<Row[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new SuiteError(`${file} cannot be read (${error.code}).`);
  });
  let rows: Row[];
  try {
    rows = parse(text, { columns: true, bom: true, skip_empty_lines: true });
  } catch (error) {
    throw new SuiteError(`${file} is no CSV: ${(error as Error).message}`);
  }
  const missing = columns.filter((column) => rows[0]?.[column] === undefined);
  if (missing.length === 0) return rows;
  throw new SuiteError(`${file} has no column ${missing.join(', and none ')}.`);
}
