import { sentencesOf } from '../config/language-files.ts';
import type { Language } from '../protocol/languages.ts';
import type { Sentences, Values } from '../protocol/sentences.ts';

/** The sentences of the privacy export, and the date format, in one language. */
export class ExportWords {
  readonly language: Language;
  readonly #sentences: Sentences;
  readonly #dates: Intl.DateTimeFormat;

  constructor(language: Language) {
    this.language = language;
    this.#sentences = sentencesOf('export', language);
    this.#dates = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
      dateStyle: 'long',
      timeStyle: 'short',
      timeZone: 'UTC',
    });
  }

  /** Returns null when there is no such sentence. */
  find(key: string, values?: Values): string | null {
    return this.#sentences.find(key, values);
  }

  /** Returns the sentence of a key that always exists. */
  say(key: string, values?: Values): string {
    return this.#sentences.say(key, values);
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
