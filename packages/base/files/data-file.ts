import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What the lines of a section are to be like. */
export interface LineFormat {
  /** `[section]` before them; none where a file has only one. */
  section?: string;
  /** The whole line. */
  like: RegExp;
  /** Such a line, shown where another is not like it. */
  example: string;
}

interface Line {
  number: number;
  text: string;
}

/** A row that is not like the others of its file, or a section that is not there. */
export class DataFileError extends Error {
  readonly code = 'data_file_unusable';

  constructor(file: string, what: string) {
    super(`${file}${what} Fix the file, and start again.`);
    this.name = 'DataFileError';
  }

  /** Who edits the file can correct it, and needs no stack. */
  operatorSentence(): string {
    return this.message;
  }
}

/**
 * A text file with data that people edit: names, legal forms, products. A line that begins with `#` is a
 * remark, `[this]` begins a section, and every other one is a row: words with spaces between them, or fields
 * with a vertical bar between them.
 */
export class DataFile {
  readonly #file: string;
  readonly #sections = new Map<string, Line[]>();

  constructor(file: string) {
    this.#file = file;
    let lines = this.#section('');
    const content = readFileSync(file, 'utf8');
    for (const [i, line] of content.split('\n').entries()) {
      const text = line.trim();
      if (text === '' || text.startsWith('#')) continue;
      const [, section] = /^\[(.+)\]$/u.exec(text) ?? [];
      if (section === undefined) lines.push({ number: i + 1, text });
      else lines = this.#section(section);
    }
  }

  /** @throws {DataFileError} that names the line which is not like the others */
  lines({ section = '', like, example }: LineFormat): string[] {
    const found = this.#sections.get(section) ?? [];
    if (found.length === 0) {
      const where = section === '' ? '' : ` below [${section}]`;
      throw new DataFileError(this.#file, ` has no line like "${example}"${where}.`);
    }
    const wrong = found.find(({ text }) => !like.test(text));
    if (!wrong) return found.map(({ text }) => text);
    const text = wrong.text.slice(0, 60);
    throw new DataFileError(
      this.#file,
      `:${wrong.number} is "${text}", and not like "${example}".`,
    );
  }

  /** The fields of each line. */
  rows(lines: LineFormat): string[][] {
    return this.lines(lines).map((text) => text.split(/\s*\|\s*/));
  }

  /** The words of each line. */
  groups(lines: LineFormat): string[][] {
    return this.lines(lines).map((text) => text.split(/\s+/));
  }

  /** The words of all lines. */
  words(lines: LineFormat): Set<string> {
    return new Set(this.groups(lines).flat());
  }

  #section(name: string): Line[] {
    const lines = this.#sections.get(name) ?? [];
    this.#sections.set(name, lines);
    return lines;
  }
}

/** Everything that the files of a folder say, to notice a change by. */
export function dataIn(folder: string): string {
  return readdirSync(folder)
    .sort()
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('\n');
}

/**
 * A folder of a package with data, such as `name-matching/data`. The files are read from the sources, and not from
 * `dist/`, so that an edit takes effect at the next start. A published package has its data beside its modules.
 * @throws {Error} where no folder above this one holds it
 */
export function packageFolder(folder: string, from = import.meta.dirname): string {
  const [name = '', ...below] = folder.split('/');
  if (nameIn(from) === `@vestibule/${name}`) return path.join(from, ...below);
  if (existsSync(path.join(from, 'packages', name, 'package.json'))) {
    return path.join(from, 'packages', folder);
  }
  const above = path.dirname(from);
  if (above === from) throw new Error(`packages/${name} is missing`);
  return packageFolder(folder, above);
}

/** The name of the package whose folder this is; null for any other folder. */
function nameIn(folder: string): string | null {
  const manifest = path.join(folder, 'package.json');
  if (!existsSync(manifest)) return null;
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { name: string }).name;
}

/** Words in Latin letters, small and without accents. */
export const latinLetters = { like: /^[a-z]+( [a-z]+)*$/, example: 'anna maria' };
