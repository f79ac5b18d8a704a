import { Type, type Static } from 'typebox';

/** Sentences in a language that an account chose: text files that a person can edit, `server/desk/data/desk-….txt`. */

/** What stands in the place of the braces. */
const Values = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]));
export type Values = Static<typeof Values>;

/** Beside a sentence of the service in English: by which code the page finds it in another language. */
export const Coded = { code: Type.Optional(Type.String()), values: Type.Optional(Values) };

/** The sentences of one language, with its plurals and numbers. */
export class Sentences {
  /** As the reader writes numbers and dates: `pt-BR`. */
  readonly locale: string;
  readonly #byKey: ReadonlyMap<string, string>;
  readonly #plurals: Intl.PluralRules;
  readonly #numbers: Intl.NumberFormat;

  /** @param text lines such as `key | sentence`, and remarks after `#` */
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

  /** The sentence in parts: every second one is the name of what stands there. Null: there is none of that key. */
  parts(key: string, count?: unknown): string[] | null {
    const plural = typeof count === 'number' ? `${key}.${this.#plurals.select(count)}` : key;
    const sentence = this.#byKey.get(key) ?? this.#byKey.get(plural);
    return sentence?.split(/\{(\w+)\}/) ?? null;
  }

  /** Null also where a value is missing. */
  find(key: string, values: Values = {}): string | null {
    const filled = this.parts(key, values['count'])?.map((part, i) =>
      i % 2 === 0 ? part : this.#written(values[part]),
    );
    return filled && !filled.includes(null) ? filled.join('') : null;
  }

  /** A key that is always there. */
  say(key: string, values?: Values): string {
    return this.find(key, values) ?? key;
  }

  #written(value: string | number | undefined): string | null {
    if (typeof value === 'number') return this.#numbers.format(value);
    // A name in other letters does not turn round what stands beside it.
    return value !== undefined && this.isRightToLeft ? `\u2068${value}\u2069` : (value ?? null);
  }
}
