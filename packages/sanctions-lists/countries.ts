import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { iso31661, iso31661Reserved, iso31662, iso31663 } from 'iso-3166';
import { DataFile, packageFolder } from '#base/files';

const dataFile = (name: string) =>
  new DataFile(path.join(packageFolder('sanctions-lists/data'), name));

/** Names that neither ISO 3166 nor CLDR has, with their present codes. */
const otherNames = new Map(
  dataFile('country-names.txt')
    .rows({ like: /^\p{L}[^|]* \| [A-Z]{2}( [A-Z]{2})*$/u, example: 'Korea | KP KR' })
    .map(([name = '', codes = '']) => [name, codes.split(' ')]),
);
/** A country's code, and the English words for its people. */
export const demonyms = dataFile('demonyms.txt').rows({
  like: /^[A-Z]{2}( \| \p{L}[^|]*)+$/u,
  example: 'GR | Greek | Hellenic',
});

// Languages in which visitors and lists name a country, besides English; CLDR covers all of them.
const languages =
  'af am ar az be bg bn bs ca cs da de el es et fa fi fr he hi hr hu hy id is it ja ka kk km ko ky lo lt lv mk mn ms my ne nl no pl ps pt ro ru sk sl so sq sr sv sw tg th tk tr uk ur uz vi zh zh-Hant'.split(
    ' ',
  );
// Words that do not distinguish names: "Republic of the Congo", "Congo Republic".
// The single letters remain after splitting at apostrophes: "Côte d'Ivoire", "People's".
const fillers = new Set(['the', 'of', 'and', 'd', 's']);
const spellings: Readonly<Record<string, string>> = {
  st: 'saint',
  rep: 'republic',
  dem: 'democratic',
  is: 'islands',
  peoples: 'people',
};
/** Kosovo has no ISO code; the EU and CLDR use this one. */
const notOfIso = ['XK'];
/** Codes that ISO reserves for the same country; Greece's is the EU's. */
const alsoCodes: Readonly<Record<string, string>> = { UK: 'GB', EL: 'GR' };
const longestText = 200;
const maxRead = 2000;
const longestName = 9;

type Codes = ReadonlySet<string>;

/**
 * Finds countries by name: ISO 3166-1 codes of two and three letters, withdrawn codes and names (ISO 3166-3), names in
 * many languages (CLDR), and English words for their people. An unknown text never counts as another country.
 */
export class Countries {
  /** By the words of a name, in any order. */
  readonly #byName = new Map<string, Set<string>>();
  /** The names that also count inside a longer text. Codes do not, because they may be words ("in"). */
  readonly #inText = new Set<string>();
  readonly #byCode = new Map<string, Codes>();
  /** The country to which a territory with its own code belongs. */
  #parents: ReadonlyMap<string, string> = new Map();
  /** Cache of texts, because the same texts occur in every hit. */
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

  /** Whether all listed countries are known, and none is this country or the one it belongs to. */
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
   * Returns the ISO 3166-1 codes that a text may mean. There are several after a break-up, when countries share a name
   * ("Congo"), or when the text names several countries. Empty when none is known.
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

  /** Returns all countries named in a text: "Possibly Ethiopian", "Kingdom of Sweden". */
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
   * Maps territories such as Hong Kong and Puerto Rico to their countries, because a list may name the one and a
   * visitor the other. ISO 3166-2 lists them as parts of the country, with their code of ISO 3166-1.
   */
  #parentsOfTerritories(): Map<string, string> {
    const divided = new Set(iso31662.map(({ code }) => code.slice(0, 2)));
    const territories = iso31662.flatMap(({ code, name }) => {
      const [country = '', part = ''] = code.split('-');
      // ML is Mali, which has parts of its own; the part of Guinea with that code is a town.
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
    // Some codes were reassigned: GE was the Gilbert Islands. The present country keeps the code.
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
    // Short forms are useful only in English: in Spanish, "RU" is the United Kingdom.
    for (const style of isEnglish ? (['long', 'short'] as const) : (['long'] as const)) {
      const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none', style });
      for (const code of codes) {
        const name = names.of(code);
        if (!name) continue;
        this.#addName(name, [code], isEnglish || isOwnWord(name));
        // "Myanmar (Burma)": both are names of the country.
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

/** Names from `otherNames`, which override all other sources. */
const fixed = new Set([...otherNames.keys()].map((name) => keyOf(wordsOf(name))));

/** Returns the present codes for a withdrawn code or name. */
function heirsOf(name: string, to: readonly { alpha2: string }[]): string[] {
  return otherNames.get(name) ?? to.map(({ alpha2 }) => alpha2);
}

/** In German, "Island" is Iceland, and short words may mean anything. */
function isOwnWord(name: string): boolean {
  return name.length > 3 && name !== 'Island';
}

function meet(some: Codes, others: Codes): boolean {
  return [...some].some((one) => others.has(one));
}

function withoutBrackets(text: string): string {
  return text.replace(/\([^)]*\)?/gu, ' ');
}

/** Splits into comparable words: without accents, dots and apostrophes. */
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
