import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { OperatorError } from '../platform/operator-error.ts';
import { Sentences } from '../protocol/sentences.ts';
import { projectRoot } from './environment.ts';

/** What the lines of a section are to be like. */
interface Lines {
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

/**
 * A text file with data that people edit: names, legal forms, products. A line that begins with `#` is a
 * remark, `[this]` begins a section, and every other one is a row: words with spaces between them, or fields
 * with a vertical bar between them. The file is read where it lies in the project, not from `dist/`.
 */
export class DataFile {
  readonly #file: string;
  readonly #sections = new Map<string, Line[]>();

  /** @param file in the project. @throws {OperatorError} */
  constructor(file: string) {
    this.#file = file;
    let lines = this.#section('');
    const content = readFileSync(path.resolve(projectRoot, file), 'utf8');
    for (const [i, line] of content.split('\n').entries()) {
      const text = line.trim();
      if (text === '' || text.startsWith('#')) continue;
      const [, section] = /^\[(.+)\]$/u.exec(text) ?? [];
      if (section === undefined) lines.push({ number: i + 1, text });
      else lines = this.#section(section);
    }
  }

  /** @throws {OperatorError} that names the line which is not like the others */
  lines({ section = '', like, example }: Lines): string[] {
    const found = this.#sections.get(section) ?? [];
    if (found.length === 0) {
      const where = section === '' ? '' : ` below [${section}]`;
      throw new OperatorError(`${this.#file} has no line like "${example}"${where}. ${remedy}`);
    }
    const wrong = found.find(({ text }) => !like.test(text));
    if (!wrong) return found.map(({ text }) => text);
    throw new OperatorError(
      `${this.#file}:${wrong.number} is "${wrong.text.slice(0, 60)}", and not like "${example}". ${remedy}`,
    );
  }

  /** The fields of each line. */
  rows(lines: Lines): string[][] {
    return this.lines(lines).map((text) => text.split(/\s*\|\s*/));
  }

  /** The words of each line. */
  groups(lines: Lines): string[][] {
    return this.lines(lines).map((text) => text.split(/\s+/));
  }

  /** The words of all lines. */
  words(lines: Lines): Set<string> {
    return new Set(this.groups(lines).flat());
  }

  /** What it says, in lines such as `key | sentence`. @throws {OperatorError} naming one that is not like the others */
  sentences(locale: string): Sentences {
    return new Sentences(locale, this.lines(sentenceLines).join('\n'));
  }

  #section(name: string): Line[] {
    const lines = this.#sections.get(name) ?? [];
    this.#sections.set(name, lines);
    return lines;
  }
}

/** All that people edit in a folder, to see a change by. */
export function dataIn(folder: string): string {
  const place = path.resolve(projectRoot, folder);
  return readdirSync(place)
    .sort()
    .map((name) => readFileSync(path.join(place, name), 'utf8'))
    .join('\n');
}

export const sentenceLines = {
  like: /^[a-z_]+(\.[a-zA-Z_0-9]+)* \| [^|]+$/u,
  example: 'page.title | Front desk',
};

/** Words in Latin letters, small and without accents. */
export const latinLetters = { like: /^[a-z]+( [a-z]+)*$/, example: 'anna maria' };

const remedy = 'Fix the file, and start again.';
