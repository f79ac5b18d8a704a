import { ProjectDataFile } from '../config/data-file.ts';

/** The languages of the kiosk. */
export const exportLanguages = ['en', 'de', 'es', 'fr', 'pt', 'ja', 'ar'] as const;
export type ExportLanguage = (typeof exportLanguages)[number];

/** Returns the export language for a tag such as `pt-BR`; null when there is none. */
export function exportLanguageOf(tag: string | null | undefined): ExportLanguage | null {
  const base = tag?.toLowerCase().split('-')[0];
  return exportLanguages.find((language) => language === base) ?? null;
}

const lines = { like: /^[a-zA-Z_.]+ \| [^|]+$/u, example: 'title | What is held about you' };
const read = new Map<ExportLanguage, ExportWords>();

/** @throws {OperatorError} that names the malformed line of `server/people/data/export-….txt` */
export function exportWords(language: ExportLanguage): ExportWords {
  const known = read.get(language) ?? new ExportWords(language);
  read.set(language, known);
  return known;
}

/** The sentences and the date format of one language. */
export class ExportWords {
  readonly language: ExportLanguage;
  readonly #sentences: ReadonlyMap<string, string>;
  readonly #dates: Intl.DateTimeFormat;

  constructor(language: ExportLanguage) {
    this.language = language;
    const rows = new ProjectDataFile(`server/people/data/export-${language}.txt`).rows(lines);
    this.#sentences = new Map(rows.map(([key = '', sentence = '']) => [key, sentence]));
    this.#dates = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
      dateStyle: 'long',
      timeStyle: 'short',
      timeZone: 'UTC',
    });
  }

  get keys(): string[] {
    return [...this.#sentences.keys()];
  }

  /** Returns the sentence with its placeholders filled in; null when this language does not have the key. */
  find(key: string, values: Readonly<Record<string, string>> = {}): string | null {
    const sentence = this.#sentences.get(key);
    return sentence?.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '') ?? null;
  }

  /** Returns the sentence of a key that every language has. */
  say(key: string, values?: Readonly<Record<string, string>>): string {
    return this.find(key, values) ?? key;
  }

  /** Like `26 November 2026 at 14:05`. */
  when(date: Date): string {
    return this.#dates.format(date);
  }

  /** Formats a stored value for reading. */
  text(value: unknown): string {
    if (value instanceof Date) return this.when(value);
    if (typeof value === 'string') {
      const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(value);
      return isTime ? this.when(new Date(value)) : value;
    }
    if (typeof value !== 'object' || value === null) return String(value);
    const entries = Object.entries(value).filter(([, one]) => one !== null);
    return entries.map(([name, one]) => `${programWords(name)}: ${this.text(one)}`).join('; ');
  }
}

/** Turns `createdAt` and `created_at` into `created at`. */
export function programWords(name: string): string {
  return name.replaceAll('_', ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
