import { ProjectDataFile } from '../config/data-file.ts';

/** Those of the lobby screen. */
export const exportLanguages = ['en', 'de', 'es', 'fr', 'pt', 'ja', 'ar'] as const;
export type ExportLanguage = (typeof exportLanguages)[number];

/** What there is for a tag such as `pt-BR`; null where there is nothing. */
export function exportLanguageOf(tag: string | null | undefined): ExportLanguage | null {
  const base = tag?.toLowerCase().split('-')[0];
  return exportLanguages.find((language) => language === base) ?? null;
}

const lines = { like: /^[a-zA-Z_.]+ \| [^|]+$/u, example: 'title | What is held about you' };
const read = new Map<ExportLanguage, ExportWords>();

/** @throws {OperatorError} naming a line of `server/people/data/export-….txt` that is not like the others */
export function exportWords(language: ExportLanguage): ExportWords {
  const known = read.get(language) ?? new ExportWords(language);
  read.set(language, known);
  return known;
}

/** The sentences of one language, and how it writes dates. */
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

  /** The sentence with its braces filled in; null where this language has none of that key. */
  find(key: string, values: Readonly<Record<string, string>> = {}): string | null {
    const sentence = this.#sentences.get(key);
    return sentence?.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '') ?? null;
  }

  /** A key that every language has. */
  say(key: string, values?: Readonly<Record<string, string>>): string {
    return this.find(key, values) ?? key;
  }

  /** `26 November 2026 at 14:05` */
  when(date: Date): string {
    return this.#dates.format(date);
  }

  /** A stored value in the form that a person reads. */
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

/** `createdAt` and `created_at` become `created at`. */
export function programWords(name: string): string {
  return name.replaceAll('_', ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
