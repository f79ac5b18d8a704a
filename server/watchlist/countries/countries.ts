import { setImmediate } from 'node:timers/promises';
import { iso31661, iso31661Reserved, iso31662, iso31663 } from 'iso-3166';
import { ProjectDataFile } from '../../config/data-file.ts';

/** By a name that neither ISO 3166 nor CLDR has, the codes of today. */
const otherNames = new Map(
  new ProjectDataFile('server/watchlist/data/country-names.txt')
    .rows({ like: /^\p{L}[^|]* \| [A-Z]{2}( [A-Z]{2})*$/u, example: 'Korea | KP KR' })
    .map(([name = '', codes = '']) => [name, codes.split(' ')]),
);
/** A country's code, and what its people are called in English. */
export const demonyms = new ProjectDataFile('server/watchlist/data/demonyms.txt').rows({
  like: /^[A-Z]{2}( \| \p{L}[^|]*)+$/u,
  example: 'GR | Greek | Hellenic',
});

// In whose words visitors and lists name a country, besides English; CLDR has all of them.
const languages =
  'af am ar az be bg bn bs ca cs da de el es et fa fi fr he hi hr hu hy id is it ja ka kk km ko ky lo lt lv mk mn ms my ne nl no pl ps pt ro ru sk sl so sq sr sv sw tg th tk tr uk ur uz vi zh zh-Hant'.split(
    ' ',
  );
// Of no weight in a name: "Republic of the Congo", "Congo Republic".
// The letters are what apostrophes leave: "Côte d'Ivoire", "People's".
const fillers = new Set(['the', 'of', 'and', 'd', 's']);
const spellings: Readonly<Record<string, string>> = {
  st: 'saint',
  rep: 'republic',
  dem: 'democratic',
  is: 'islands',
  peoples: 'people',
};
/** Kosovo has no code of ISO; this one is the EU's and CLDR's. */
const notOfIso = ['XK'];
/** Reserved for the same country by ISO; Greece's is the EU's. */
const alsoCodes: Readonly<Record<string, string>> = { UK: 'GB', EL: 'GR' };
const longestText = 200;
const maxRead = 2000;
const longestName = 9;

type Codes = ReadonlySet<string>;

/**
 * Countries by what they are called: ISO 3166-1 codes of two and of three letters, codes and names that
 * were withdrawn (ISO 3166-3), names in many languages (CLDR), and in English what their people are
 * called. What is not known is never taken for another country.
 */
export class Countries {
  /** By the words of a name, in any order. */
  readonly #byName = new Map<string, Set<string>>();
  /** Those of them that count inside a longer text: no codes, which are words of their own ("in"). */
  readonly #inText = new Set<string>();
  readonly #byCode = new Map<string, Codes>();
  /** The country that a territory with a code of its own is part of. */
  #parents: ReadonlyMap<string, string> = new Map();
  /** Texts that were read before: the same ones come with every hit. */
  readonly #read = new Map<string, Codes>();

  private constructor() {
    this.#addCodes();
    for (const { alpha2, name } of iso31661) this.#addName(name, [alpha2], true);
    for (const { from, to } of iso31663) {
      const heirs = to.flatMap(({ alpha2 }) => [...(this.#byCode.get(alpha2) ?? [])]);
      if (heirs.length > 0) this.#addName(from.name, heirs, true);
    }
    for (const [name, codes] of otherNames) this.#replaceName(name, codes);
    for (const [code = '', ...names] of demonyms) {
      for (const name of names) this.#addName(name, [code], true);
    }
  }

  /** Lets the event loop run in between. */
  static async load(): Promise<Countries> {
    const countries = new Countries();
    for (const language of ['en', ...languages]) {
      countries.#addCldr(language);
      await setImmediate();
    }
    countries.#read.clear();
    countries.#parents = countries.#parentsOfTerritories();
    return countries;
  }

  /** Whether the countries are all known and none of them is this one, or one that it is part of. */
  isOther(listed: readonly string[], country: string | null): boolean {
    if (country === null || listed.length === 0) return false;
    const own = this.codesOf(country);
    if (own.size === 0) return false;
    return listed.every((text) => {
      const codes = this.codesOf(text);
      return codes.size > 0 && !meet(this.#withParents(codes), this.#withParents(own));
    });
  }

  /**
   * The ISO 3166-1 codes that a text may mean: several if a country broke up, if two share the name ("Congo"), or if
   * the text names several. Empty when none is known.
   */
  codesOf(text: string): Codes {
    const short = text.slice(0, longestText).trim();
    const known = this.#read.get(short);
    if (known) return known;
    if (this.#read.size >= maxRead) this.#read.clear();
    const codes = this.#codesIn(short);
    this.#read.set(short, codes);
    return codes;
  }

  #codesIn(short: string): Codes {
    const whole = this.#byCode.get(short.toUpperCase()) ?? this.#byName.get(keyOf(wordsOf(short)));
    if (whole) return whole;
    const plain = this.#byName.get(keyOf(wordsOf(withoutBrackets(short))));
    return plain ?? this.#namedIn(wordsOf(short));
  }

  /** All countries named in a text: "Possibly Ethiopian", "Kingdom of Sweden". */
  #namedIn(words: readonly string[]): Codes {
    const found = new Set<string>();
    for (let from = 0; from < words.length;) {
      let count = Math.min(longestName, words.length - from);
      for (; count > 0; count--) {
        const key = keyOf(words.slice(from, from + count));
        if (!this.#inText.has(key)) continue;
        for (const code of this.#byName.get(key) ?? []) found.add(code);
        break;
      }
      from += Math.max(1, count);
    }
    return found;
  }

  #withParents(codes: Codes): Codes {
    return new Set([...codes].flatMap((code) => [code, this.#parents.get(code) ?? code]));
  }

  /**
   * Hong Kong, Puerto Rico: a list may say the one and a visitor the other. ISO 3166-2 has them among
   * the parts of that country, by the code that they have in ISO 3166-1.
   */
  #parentsOfTerritories(): Map<string, string> {
    const divided = new Set(iso31662.map(({ code }) => code.slice(0, 2)));
    const territories = iso31662.flatMap(({ code, name }) => {
      const [country = '', part = ''] = code.split('-');
      // Mali has parts of its own; the one of that code in Guinea is a town.
      const isTerritory = this.#byCode.has(part) && part.length === 2 && !divided.has(part);
      return isTerritory && this.codesOf(name).has(part) ? [[part, country] as const] : [];
    });
    return new Map(territories);
  }

  #addCodes(): void {
    for (const { alpha2, alpha3 } of iso31661) {
      this.#byCode.set(alpha2, new Set([alpha2]));
      this.#byCode.set(alpha3, new Set([alpha2]));
    }
    for (const code of notOfIso) this.#byCode.set(code, new Set([code]));
    for (const [code, today] of Object.entries(alsoCodes)) this.#byCode.set(code, new Set([today]));
    // Codes were given again: GE was the Gilbert Islands. The country of today has it.
    const current = new Set(this.#byCode.keys());
    const named = iso31663.map(({ from, to }) => ({ from, to: heirsOf(from.name, to) }));
    for (const { from, to } of named) {
      for (const code of [from.alpha2, from.alpha3]) {
        if (current.has(code)) continue;
        this.#byCode.set(code, new Set([...(this.#byCode.get(code) ?? []), ...to]));
      }
    }
    for (const { alpha2, name } of iso31661Reserved) {
      if (this.#byCode.has(alpha2)) continue;
      const today = iso31661.find((country) => country.name === name);
      if (today) this.#byCode.set(alpha2, new Set([today.alpha2]));
    }
  }

  #addCldr(language: string): void {
    const codes = [...iso31661.map(({ alpha2 }) => alpha2), ...notOfIso];
    const isEnglish = language === 'en';
    // Short forms are of use in English only: Spanish has "RU" for the United Kingdom.
    for (const style of isEnglish ? (['long', 'short'] as const) : (['long'] as const)) {
      const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none', style });
      for (const code of codes) {
        const name = names.of(code);
        if (!name) continue;
        this.#addName(name, [code], isEnglish || isOwnWord(name));
        // "Myanmar (Burma)": both are its names.
        const [, inner] = /\((.+)\)/u.exec(name) ?? [];
        if (inner && isEnglish) this.#addName(inner, [code], true);
      }
    }
  }

  #addName(name: string, codes: readonly string[], inText: boolean): void {
    for (const one of new Set([name, withoutBrackets(name)])) {
      const key = keyOf(wordsOf(one));
      if (key === '' || fixed.has(key)) continue;
      const known = this.#byName.get(key) ?? new Set();
      for (const code of codes) known.add(code);
      this.#byName.set(key, known);
      if (inText) this.#inText.add(key);
    }
  }

  #replaceName(name: string, codes: readonly string[]): void {
    const key = keyOf(wordsOf(name));
    this.#byName.set(key, new Set(codes));
    this.#inText.add(key);
  }
}

/** What this table says of a name counts, whatever another says. */
const fixed = new Set([...otherNames.keys()].map((name) => keyOf(wordsOf(name))));

/** Whose code or name a withdrawn one stands for today. */
function heirsOf(name: string, to: readonly { alpha2: string }[]): string[] {
  return otherNames.get(name) ?? to.map(({ alpha2 }) => alpha2);
}

/** German has "Island" for Iceland, and short words may be any. */
function isOwnWord(name: string): boolean {
  return name.length > 3 && name !== 'Island';
}

function meet(some: Codes, others: Codes): boolean {
  return [...some].some((one) => others.has(one));
}

function withoutBrackets(text: string): string {
  return text.replace(/\([^)]*\)?/gu, ' ');
}

/** Words as they are compared: without accents, dots and apostrophes. */
function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f.]/gu, '')
    .toLowerCase();
  return plain
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '' && !fillers.has(word))
    .map((word) => spellings[word] ?? word);
}

function keyOf(words: readonly string[]): string {
  return [...words].sort().join(' ');
}
