import { declensions, leastLikeness, likeness, likenesses, toleratedEdits } from './likeness.ts';
import { isGivenName, otherForms } from './nicknames.ts';
import { isKoreanSyllable, isPinyin, koreanForms, wadeGiles } from './romanisations.ts';
import { lettersOf } from './sounds.ts';
import { joinWords, type Word } from './words.ts';

/** A word of the list that a query's word may mean, with their likeness. */
export interface Likely {
  /** Number of the word in the vocabulary. */
  word: number;
  likeness: number;
}

/** The romanisation of a name, when its words look like one. */
export type Romanised = 'korean' | 'pinyin' | 'wade-giles' | null;

/** Shorter sounds are not searched for typing errors. */
const leastSound = 5;
/** Deduction when the query's word is a name itself, and so hardly a misspelling of another. */
const isItselfAName = { short: 0.2, long: 0.1 };
/** Deduction when both words are common given names with different vowels: "Hassan" is not "Hussein". */
const areTwoNames = 0.3;

/** All different words of a list, each once, with a fast search. */
export class Vocabulary {
  readonly words: Word[] = [];
  readonly #byText = new Map<string, number>();
  /** Words of two names written as one, which may have the same letters as another word. */
  readonly #compounds = new Map<string, number>();
  /** Words without vowels, which may have the same letters too. */
  readonly #vowelless = new Map<string, number>();
  readonly #bySound = new Chains();
  readonly #byConsonants = new Chains();
  /** Words that may be pinyin, by their Wade-Giles form. */
  readonly #byWadeGiles = new Chains();
  /** By number: the letters of the text and of the sound. */
  readonly #letters: number[] = [];
  readonly #soundLetters: number[] = [];
  readonly #texts = new Slips();
  readonly #sounds = new Slips();

  /** Returns the number of this word, and adds the word when it is new. */
  add(word: Word): number {
    const { text, isCompound } = word;
    const all = word.isVowelless ? this.#vowelless : isCompound ? this.#compounds : this.#byText;
    const key = word.isVowelless && isCompound ? `${text}+` : text;
    const known = all.get(key);
    if (known !== undefined) return known;
    const number = this.words.push(word) - 1;
    all.set(key, number);
    // Compounds are not searched for typing errors.
    this.#letters.push(isCompound ? 0 : lettersOf(text));
    this.#soundLetters.push(isCompound ? 0 : lettersOf(word.sound));
    this.#bySound.add(word.sound, number);
    this.#byConsonants.add(word.consonants, number);
    if (isPinyin(text)) this.#byWadeGiles.add(wadeGiles(text), number);
    if (!isCompound) {
      this.#texts.add(text, number);
      if (word.sound.length >= leastSound) this.#sounds.add(word.sound, number);
    }
    return number;
  }

  /** Returns the number of the word that these words form together. */
  addJoined(words: readonly Word[]): number {
    let text = '';
    let isVowelless = false;
    for (const word of words) {
      text += word.text;
      isVowelless ||= word.isVowelless;
    }
    const isName = words[0]!.text === 'abd';
    const known = isVowelless ? undefined : (isName ? this.#byText : this.#compounds).get(text);
    return known ?? this.add(joinWords(words));
  }

  find(text: string): number | undefined {
    return this.#byText.get(text);
  }

  /** Visits every word with these consonants. */
  forConsonants(consonants: string, use: (number: number) => void): void {
    this.#byConsonants.forEach(consonants, use);
  }

  /** Visits every word with this sound. */
  forSound(sound: string, use: (number: number) => void): void {
    this.#bySound.forEach(sound, use);
  }

  /** Returns every word that this one may mean. */
  like(word: Word, system: Romanised = null): Likely[] {
    const found = new Map<number, number>();
    const note = (number: number, value: number) => {
      if (value >= leastLikeness && value > (found.get(number) ?? 0)) found.set(number, value);
    };
    for (const form of otherForms(word.text)) {
      const number = this.#byText.get(form);
      if (number !== undefined) note(number, likenesses.otherForm);
    }
    const noteRomanisation = (number: number | undefined) => {
      if (number !== undefined) note(number, likenesses.otherRomanisation);
    };
    if (system === 'korean') {
      for (const form of koreanForms(word.text, word.isHangul))
        noteRomanisation(this.#byText.get(form));
    }
    if (system === 'pinyin') {
      const other = wadeGiles(word.text);
      noteRomanisation(this.#byText.get(other));
      noteRomanisation(this.#compounds.get(other));
    }
    if (system === 'wade-giles') this.#byWadeGiles.forEach(word.text, noteRomanisation);
    const isGiven = isGivenName(word.text);
    const isName = isGiven || this.#byText.has(word.text);
    const less = isName ? isItselfAName[word.text.length <= 5 ? 'short' : 'long'] : 0;
    const isSyllable = system === 'korean' && isKoreanSyllable(word.text);
    const compare = (number: number) => {
      const other = this.words[number]!;
      const value = likeness(word, other);
      if (value >= likenesses.sound) note(number, value);
      // A different Korean syllable is a different name, unless it is another spelling.
      else if (!isSyllable) {
        const areTwo = value === likenesses.vowels && isGiven && isGivenName(other.text);
        note(number, value - (areTwo ? areTwoNames : less));
      }
    };
    this.#bySound.forEach(word.sound, compare);
    this.#byConsonants.forEach(word.consonants, compare);
    if (!word.isCompound) this.#forAlike(word, compare);
    return [...found].map(([number, value]) => ({ word: number, likeness: value }));
  }

  /** Visits words with nearly the same letters: all within the tolerated edits, and some more. */
  #forAlike(word: Word, compare: (number: number) => void): void {
    const most = toleratedEdits(word.text.length + 1);
    if (most === 0) return;
    this.#texts.forAlike(word.text, compare);
    if (word.sound.length >= leastSound) this.#sounds.forAlike(word.sound, compare);
    for (const text of declensions(word.text)) {
      const number = this.#byText.get(text);
      if (number !== undefined) compare(number);
    }
    this.#forOtherScript(word, most, compare);
  }

  /** Visits words with similar letters, when one has vowels and the other has none. */
  #forOtherScript(word: Word, most: number, compare: (number: number) => void): void {
    const letters = lettersOf(word.text);
    const sounds = lettersOf(word.sound);
    const bits = 2 * most;
    const others = word.isVowelless ? this.#byText : this.#vowelless;
    for (const number of others.values()) {
      const other = this.words[number]!;
      if (other.isCompound || Math.abs(other.text.length - word.text.length) > most + 1) continue;
      const isAlike =
        ones(this.#letters[number]! ^ letters) <= bits ||
        ones(this.#soundLetters[number]! ^ sounds) <= bits;
      if (isAlike) compare(number);
    }
  }
}

/** Maps texts to several numbers each, with less memory than a list for each text. */
class Chains {
  readonly #last = new Map<string, number>();
  /** By number: the previous number with the same text; -1 for none. */
  readonly #before: number[] = [];

  /** @param number from 0 upwards, each once */
  add(text: string, number: number): void {
    while (this.#before.length < number) this.#before.push(-1);
    this.#before.push(this.#last.get(text) ?? -1);
    this.#last.set(text, number);
  }

  forEach(text: string, use: (number: number) => void): void {
    for (let at = this.#last.get(text) ?? -1; at >= 0; at = this.#before[at]!) use(at);
  }
}

/** A changed letter alters at most two letters of the set; a missing or added letter alters one. */
const lettersPerChange = 2;

/** The texts of one length. */
interface Bucket {
  numbers: number[];
  letters: Int32Array;
}

/**
 * Finds texts that differ by typing errors. Length and letter set exclude nearly all texts without a comparison.
 */
class Slips {
  readonly #byLength: Bucket[] = [];

  add(text: string, number: number): void {
    const bucket = (this.#byLength[text.length] ??= { numbers: [], letters: new Int32Array(16) });
    const at = bucket.numbers.push(number) - 1;
    if (at >= bucket.letters.length) {
      const more = new Int32Array(bucket.letters.length * 2);
      more.set(bucket.letters);
      bucket.letters = more;
    }
    bucket.letters[at] = lettersOf(text);
  }

  /** Visits all texts within the tolerated edits, and some more. */
  forAlike(text: string, use: (number: number) => void): void {
    const { length } = text;
    const letters = lettersOf(text);
    const farthest = toleratedEdits(length + maxEdits);
    for (let other = Math.max(0, length - farthest); other <= length + farthest; other++) {
      const bucket = this.#byLength[other];
      const most = toleratedEdits(Math.max(length, other));
      const added = Math.abs(length - other);
      if (!bucket || added > most || most === 0) continue;
      const bits = added + lettersPerChange * (most - added);
      const { numbers, letters: others } = bucket;
      for (let at = 0; at < numbers.length; at++) {
        let differing = others[at]! ^ letters;
        // Each step clears the lowest set bit.
        for (let bit = 0; bit < bits; bit++) differing &= differing - 1;
        if (differing === 0) use(numbers[at]!);
      }
    }
  }
}

const maxEdits = 2;

/** Counts the set bits. */
function ones(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
