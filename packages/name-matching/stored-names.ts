import { createHash } from 'node:crypto';
import { dataIn } from '#base/files';
import { nameDataFolder } from './name-data.ts';
import { parseName, togetherIn, type ParsedName } from './parse-name.ts';
import { joinWords, type Word } from './words.ts';

/**
 * Parses the names of an official list: words in Latin letters, with their sounds. Parsing takes most of the time for
 * making a list searchable. So an import does it once and stores the result, in parts of some hundred entries.
 */

/** A person or company with names to parse. */
export interface NamedEntry {
  reference: string;
  kind: 'person' | 'company';
  /** JSON arrays of texts. Only the names are parsed. */
  names: string;
  weakNames: string;
  birthDates: string;
  countries: string;
}

/** A listed name with its parsed form. */
export interface ParsedListedName {
  name: string;
  isWeak: boolean;
  read: ParsedName;
  /** The results of joining words; see `togetherIn`. */
  joined: readonly Word[];
}

export interface ParsedEntry {
  reference: string;
  kind: 'person' | 'company';
  birthDates: readonly string[];
  countries: readonly string[];
  names: readonly ParsedListedName[];
}

/** A word without its place: text, sound, consonants, and a bit for each true property. */
type StoredWord = readonly [text: string, sound: string, consonants: string, flags: number];

/** Name, weak or not, lead, family, asides, particles, number of words, and the numbers of all words. */
type StoredName = readonly [string, 0 | 1, ...number[]];

interface StoredPart {
  /** The words that no earlier part has; numbered through all parts of a list. */
  words: StoredWord[];
  entries: [
    reference: string,
    kind: ParsedEntry['kind'],
    birthDates: string,
    countries: string,
    ...names: StoredName[],
  ][];
}

const flags = [
  'isVowelless',
  'isParticle',
  'isCompound',
  'isPinyin',
  'isSyllable',
  'isHangul',
] as const;

/** Parses the entries of one list, and writes the parts to store. */
export class ParsedNamesWriter {
  readonly #numbers = new Map<string, number>();

  /** @returns JSON */
  part(rows: readonly NamedEntry[]): string {
    const words: StoredWord[] = [];
    const numberOf = (word: Word): number => {
      const stored = storedWord(word);
      const key = stored.join(' ');
      let number = this.#numbers.get(key);
      if (number === undefined) {
        number = this.#numbers.size;
        this.#numbers.set(key, number);
        words.push(stored);
      }
      return number;
    };
    const store = (name: string, isWeak: 0 | 1, kind: ParsedEntry['kind']): StoredName => {
      const read = parseName(name, kind);
      const { words: own, lead, family, asides } = read;
      const particles = own.reduce((all, word, i) => all | (Number(word.isParticle) << i), 0);
      const together = togetherIn(read).map(({ words: all }) => joinWords(all));
      const numbers = [...own, ...together].map(numberOf);
      return [name, isWeak, lead, family, asides, particles, own.length, ...numbers];
    };
    const entries: StoredPart['entries'] = rows.map((row) => [
      row.reference,
      row.kind,
      row.birthDates,
      row.countries,
      ...textsIn(row.names).map((name) => store(name, 0, row.kind)),
      ...textsIn(row.weakNames).map((name) => store(name, 1, row.kind)),
    ]);
    return JSON.stringify({ words, entries } satisfies StoredPart);
  }
}

/** Reads the stored parts of one list, in order. */
export class ParsedNamesReader {
  readonly #words: Word[] = [];

  /** @param content made by {@link ParsedNamesWriter.part} */
  part(content: string): ParsedEntry[] {
    const { words, entries } = JSON.parse(content) as StoredPart;
    for (const word of words) this.#words.push(wordOf(word));
    return entries.map(([reference, kind, birthDates, countries, ...names]) => ({
      reference,
      kind,
      birthDates: textsIn(birthDates),
      countries: textsIn(countries),
      names: names.map((name) => this.#readName(name)),
    }));
  }

  #readName(stored: StoredName): ParsedListedName {
    const [name, isWeak, lead, family, asides, particles, count] = stored as unknown as [
      ...[string, 0 | 1],
      ...[number, number, number, number, number],
    ];
    const words: Word[] = [];
    const together: Word[] = [];
    for (let at = firstWord; at < stored.length; at++) {
      const word = this.#words[stored[at] as number]!;
      const i = at - firstWord;
      if (i >= count) together.push(word);
      else {
        const isParticle = (particles & (1 << i)) !== 0;
        words.push(isParticle === word.isParticle ? word : { ...word, isParticle });
      }
    }
    const read = { words, lead, family, asides };
    return { name, isWeak: isWeak === 1, read, joined: together };
  }
}

/** Index of the first word in a stored name. */
const firstWord = 7;

function storedWord(word: Word): StoredWord {
  const set = flags.reduce((all, flag, i) => all | (Number(word[flag]) << i), 0);
  return [word.text, word.sound, word.consonants, set];
}

function wordOf([text, sound, consonants, set]: StoredWord): Word {
  return {
    text,
    sound,
    consonants,
    isVowelless: (set & 1) !== 0,
    isParticle: (set & 2) !== 0,
    isCompound: (set & 4) !== 0,
    isPinyin: (set & 8) !== 0,
    isSyllable: (set & 16) !== 0,
    isHangul: (set & 32) !== 0,
    token: null,
  };
}

function textsIn(json: string): string[] {
  return json === '[]' ? [] : (JSON.parse(json) as string[]);
}

/** One name of each kind that is parsed differently. */
const probes = [
  ...[
    'PETROV, Vladimir Ivanovich',
    'Щербаков Фёдор',
    'Abd al-Rahman bin Laden',
    'محمد يوسف الحسيني',
  ],
  ...[
    'Παπαδόπουλος',
    '王小明',
    '김성호',
    '田中 太郎',
    "O'Brien-Smith, Seán jr.",
    'नरेन्द्र मोदी',
    'משה כהן',
  ],
  ...[
    'Dr. Ngũgĩ wa Thiong’o',
    'von der Schtschukin, Xaver',
    'Hsiao-ping Tchaikovsky',
    'Mullah X. Y.',
  ],
];
const companyProbes = [
  'OOO "Romashka"',
  'ACME (UK) LIMITED LIABILITY COMPANY',
  'Forty-Four Intl. S.p.A.',
];

/**
 * Returns a hash of the parsing rules and their words. Stored names with another hash are not used.
 */
export function parserRules(): string {
  const read = [
    ...probes.map((name) => parseName(name, 'person')),
    ...companyProbes.map((name) => parseName(name, 'company')),
  ];
  const rules = JSON.stringify([read, read.map(togetherIn)]);
  const known = dataIn(nameDataFolder);
  const hash = createHash('sha256').update(rules).update(known).digest('hex');
  return hash.slice(0, 16);
}
