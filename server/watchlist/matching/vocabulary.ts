import { leastLikeness, likeness, likenesses, toleratedEdits } from './likeness.ts';
import { isGivenName, otherForms } from './nicknames.ts';
import { koreanForms, wadeGiles } from './romanisations.ts';
import type { Word } from './words.ts';

/** A word of the list that a word of a query may be, and how like it is. */
export interface Likely {
  /** Number of the word in the vocabulary. */
  word: number;
  likeness: number;
}

/** What a name is romanised by, where its words look like it. */
export type Romanised = 'korean' | 'pinyin' | 'wade-giles' | null;
const pinyinWord = /^[a-z]{2,12}$/;

/** A letter changed, left out or added changes at most so many of the letters that a word has. */
const lettersPerEdit = 2;
/** Taken off when what was asked for is a name of its own, and so hardly another one misspelled. */
const isItselfAName = { short: 0.2, long: 0.1 };

/** All the different words of a list, each once. Searched through as a whole, but quickly. */
export class Vocabulary {
  readonly words: Word[] = [];
  readonly #byText = new Map<string, number>();
  readonly #bySound = new Map<string, number[]>();
  /** Words that may be in pinyin, as Wade-Giles writes them. */
  readonly #byWadeGiles = new Map<string, number[]>();
  readonly #byConsonants = new Map<string, number[]>();
  /** Those among which slips are looked for, with what tells quickly that a word is none. */
  readonly #scanned: number[] = [];
  #letters = new Int32Array(1024);
  #sounds = new Int32Array(1024);
  #lengths = new Uint8Array(1024);

  /** The number of this word, whether it was known or not. */
  add(word: Word): number {
    // The same letters may stand for a name with its vowels or without, or for two names.
    const key = word.text + (word.isVowelless ? '*' : '') + (word.isCompound ? '+' : '');
    const known = this.#byText.get(key);
    if (known !== undefined) return known;
    const number = this.words.push(word) - 1;
    this.#byText.set(key, number);
    append(this.#bySound, word.sound, number);
    append(this.#byConsonants, word.consonants, number);
    if (pinyinWord.test(word.text)) append(this.#byWadeGiles, wadeGiles(word.text), number);
    if (!word.isCompound) this.#scan(word, number);
    return number;
  }

  find(text: string): number | undefined {
    return this.#byText.get(text);
  }

  /** Every word that this one may be. */
  like(word: Word, system: Romanised = null): Likely[] {
    const found = new Map<number, number>();
    const note = (number: number, value: number) => {
      if (value >= leastLikeness && value > (found.get(number) ?? 0)) found.set(number, value);
    };
    for (const form of otherForms(word.text)) {
      const number = this.#byText.get(form);
      if (number !== undefined) note(number, likenesses.otherForm);
    }
    const romanised = (number: number | undefined) => {
      if (number !== undefined) note(number, likenesses.otherRomanisation);
    };
    if (system === 'korean') {
      for (const form of koreanForms(word.text, word.isHangul)) romanised(this.#byText.get(form));
    }
    if (system === 'pinyin') {
      const other = wadeGiles(word.text);
      romanised(this.#byText.get(other));
      romanised(this.#byText.get(`${other}+`));
    }
    if (system === 'wade-giles') this.#byWadeGiles.get(word.text)?.forEach(romanised);
    const isName = isGivenName(word.text) || this.#byText.has(word.text);
    const less = isName ? isItselfAName[word.text.length <= 5 ? 'short' : 'long'] : 0;
    const compare = (number: number) => {
      const value = likeness(word, this.words[number]!);
      note(number, value >= likenesses.sound ? value : value - less);
    };
    this.#bySound.get(word.sound)?.forEach(compare);
    this.#byConsonants.get(word.consonants)?.forEach(compare);
    if (!word.isCompound) this.#forAlike(word, compare);
    return [...found].map(([number, value]) => ({ word: number, likeness: value }));
  }

  /** Words with nearly the same letters: all that are within the tolerated edits, and some more. */
  #forAlike(word: Word, use: (number: number) => void): void {
    const { length } = word.text;
    const most = toleratedEdits(length + 1);
    if (most === 0) return;
    const letters = lettersOf(word.text);
    const sounds = lettersOf(word.sound);
    const bits = lettersPerEdit * most;
    for (let at = 0; at < this.#scanned.length; at++) {
      if (Math.abs(this.#lengths[at]! - length) > most + 1) continue;
      if (ones(this.#letters[at]! ^ letters) <= bits || ones(this.#sounds[at]! ^ sounds) <= bits) {
        use(this.#scanned[at]!);
      }
    }
  }

  #scan({ text, sound }: Word, number: number): void {
    const at = this.#scanned.push(number) - 1;
    if (at >= this.#letters.length) this.#grow();
    this.#letters[at] = lettersOf(text);
    this.#sounds[at] = lettersOf(sound);
    this.#lengths[at] = text.length;
  }

  #grow(): void {
    this.#letters = enlarged(this.#letters, new Int32Array(this.#letters.length * 2));
    this.#sounds = enlarged(this.#sounds, new Int32Array(this.#sounds.length * 2));
    this.#lengths = enlarged(this.#lengths, new Uint8Array(this.#lengths.length * 2));
  }
}

function enlarged<T extends Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function append(map: Map<string, number[]>, key: string, number: number): void {
  const numbers = map.get(key);
  if (numbers) numbers.push(number);
  else map.set(key, [number]);
}

/** Which letters a word has, one bit each; a letter that is no Latin one shares a bit with another. */
function lettersOf(text: string): number {
  let bits = 0;
  for (let i = 0; i < text.length; i++) bits |= 1 << (text.charCodeAt(i) & 31);
  return bits;
}

function ones(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
