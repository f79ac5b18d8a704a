import { FluentBundle, FluentNumber, type FluentVariable, type Message } from '@fluent/bundle';
import { directionOf, languageOf } from './languages.ts';

/** Values for the placeholders. A text is shown as it is: nothing in it is read as a placeholder or as markup. */
export type Values = Record<string, string | number>;

/** Parsed messages of `languages/LANGUAGE.ftl`, by key. The build parses them for the pages, the service at its start. */
export type FluentMessages = Record<string, NonNullable<Message['value']>>;

/** Encloses the name of a value in a marked sentence. */
const mark = '\uE000';

/** The sentences of one language, with its plurals and number formats. */
export class Sentences {
  /** Locale of numbers and dates: `pt-BR`. */
  readonly locale: string;
  readonly isRightToLeft: boolean;
  readonly #messages: FluentMessages;
  readonly #bundle: FluentBundle;

  constructor(locale: string, messages: FluentMessages) {
    this.locale = locale;
    this.isRightToLeft = directionOf(languageOf(locale) ?? 'en') === 'rtl';
    this.#messages = messages;
    this.#bundle = new FluentBundle(locale, { useIsolating: false });
  }

  get keys(): string[] {
    return Object.keys(this.#messages);
  }

  /** Returns null when the key or a value is missing. */
  find(key: string, values: Values = {}): string | null {
    return this.#format(key, values, (value) => this.#isolate(value));
  }

  /** Returns the sentence in parts: every second part is the name of a value. Null as `find`. */
  parts(key: string, values: Record<string, unknown>): string[] | null {
    const marked = this.#format(key, values, (_, name) => mark + name + mark);
    return marked?.split(mark) ?? null;
  }

  /** Returns the sentence of a key that always exists. */
  say(key: string, values?: Values): string {
    return this.find(key, values) ?? key;
  }

  /** Uses `key-named` when the visitor's name is known and that sentence exists. */
  sayTo(visitor: string | null, key: string): string {
    return (visitor ? this.find(`${key}-named`, { visitor }) : null) ?? this.say(key);
  }

  /** Returns the sentences of `key-1`, `key-2` and so on. */
  list(key: string): string[] {
    return this.keys.filter((one) => one.startsWith(`${key}-`)).map((one) => this.say(one));
  }

  #format<Value>(
    key: string,
    values: Record<string, Value | number>,
    text: (value: Value, name: string) => string,
  ): string | null {
    if (!Object.hasOwn(this.#messages, key)) return null;
    const filled = Object.entries(values).map(([name, value]): [string, FluentVariable] => [
      name,
      typeof value === 'number'
        ? new FluentNumber(value, { maximumFractionDigits: 2 })
        : text(value, name),
    ]);
    const errors: Error[] = [];
    const sentence = this.#bundle.formatPattern(
      this.#messages[key]!,
      Object.fromEntries(filled),
      errors,
    );
    return errors.length === 0 ? sentence : null;
  }

  /** Isolates a text, so that a name in other letters does not change the direction of the text around it. */
  #isolate(text: string): string {
    return this.isRightToLeft ? `\u2068${text}\u2069` : text;
  }
}
