/** Sentences in the reader's language, from text files for people to edit, such as `server/desk/data/desk-….txt`. */

/** Values for the placeholders. */
export type Values = Record<string, string | number>;

/** The sentences of one language, with its plurals and number formats. */
export class Sentences {
  /** Locale of numbers and dates: `pt-BR`. */
  readonly locale: string;
  readonly #byKey: ReadonlyMap<string, string>;
  readonly #plurals: Intl.PluralRules;
  readonly #numbers: Intl.NumberFormat;

  /** @param text lines such as `key | sentence`, and comments after `#` */
  constructor(locale: string, text: string) {
    const lines = text.split('\n').filter((line) => line.includes('|') && !line.startsWith('#'));
    this.locale = locale;
    this.#byKey = new Map(
      lines.map((line) => {
        const bar = line.indexOf('|');
        return [line.slice(0, bar).trim(), line.slice(bar + 1).trim()];
      }),
    );
    this.#plurals = new Intl.PluralRules(locale);
    this.#numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  }

  get isRightToLeft(): boolean {
    return this.locale.startsWith('ar');
  }

  get keys(): string[] {
    return [...this.#byKey.keys()];
  }

  /** Returns the sentence in parts: every second part is the name of a value. Null: there is no such key. */
  parts(key: string, count?: unknown): string[] | null {
    const plural = typeof count === 'number' ? `${key}.${this.#plurals.select(count)}` : key;
    const sentence = this.#byKey.get(key) ?? this.#byKey.get(plural);
    return sentence?.split(/\{(\w+)\}/) ?? null;
  }

  /** Returns null when the key or a value is missing. */
  find(key: string, values: Values = {}): string | null {
    const filled = this.parts(key, values['count'])?.map((part, i) =>
      i % 2 === 0 ? part : this.#written(values[part]),
    );
    return filled && !filled.includes(null) ? filled.join('') : null;
  }

  /** Returns the sentence of a key that always exists. */
  say(key: string, values?: Values): string {
    return this.find(key, values) ?? key;
  }

  /** Uses `key.named` when the visitor's name is known and that sentence exists. */
  sayTo(visitor: string | null, key: string): string {
    return (visitor ? this.find(`${key}.named`, { visitor }) : null) ?? this.say(key);
  }

  /** Returns the sentences of `key.1`, `key.2` and so on. */
  list(key: string): string[] {
    return this.keys.filter((one) => one.startsWith(`${key}.`)).map((one) => this.say(one));
  }

  #written(value: string | number | undefined): string | null {
    if (typeof value === 'number') return this.#numbers.format(value);
    // Isolates the value, so that a name in other letters does not change the direction of the text around it.
    return value !== undefined && this.isRightToLeft ? `\u2068${value}\u2069` : (value ?? null);
  }
}
