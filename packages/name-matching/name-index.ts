import { setImmediate } from 'node:timers/promises';
import {
  commonnessOf,
  commonnessOfConsonants,
  isGivenByConsonants,
  isGivenName,
} from './nicknames.ts';
import { mayBeSlips } from './chosen-pairs.ts';
import { scoreNames, type NameScore } from './score.ts';
import type { WeightedWord, WeightedName } from './weighted-name.ts';
import { Candidates, Postings } from './postings.ts';
import { isKorean, isKoreanSyllable, isWadeGiles } from './romanisations.ts';
import { Vocabulary, type Romanised } from './vocabulary.ts';
import {
  nameSegments,
  parseName,
  togetherIn,
  type NameKind,
  type ParsedName,
} from './parse-name.ts';
import { nameReadings, type Word } from './words.ts';

/** Default score from which a name counts as found. */
export const defaultThreshold = 0.85;

/** A listed name that the query may mean. */
export interface NameHit<Ref> extends NameScore {
  ref: Ref;
  name: string;
}

const particleWeight = 0.08;
const initialWeight = 0.25;
/** "Fund IV" and "Fund V" are two funds with nearly the same name. */
const numeralWeight = 0.15;
const numeral = /^[ivx]{1,5}$/;
const leastWeight = 0.3;
const leastNames = 100;
/** Minimum list size for rarity. A name that one in ten entries share proves nothing. */
const leastEntries = 1000;
const provesNothing = 1 / 10;
/** Above this rarity, a name is not common. */
const commonRarity = 0.65;
/** A common given name says little, even when it is rare on this list. */
const givenNameWeight = 0.6;
/** Maximum weight of a family name: any other, a common one, one of the most common. */
const surnameWeights = [1, 0.75, 0.55] as const;

/** Maximum weight per letter, because short words say little. */
const weightPerLetter = 0.2;

// About two milliseconds.
const namesPerTurn = 50;

interface Listed<Ref> {
  ref: Ref;
  name: string;
  /** Place of its words in the array of all names' words, and their number. */
  from: number;
  count: number;
  /** The particles among them, one bit each. */
  particles: number;
  lead: number;
  family: number;
  asides: number;
  /** Number of words that are no particles. */
  names: number;
  hasInitials: boolean;
}

/** A searchable index of a list's names. More names may be added later. */
export class NameIndex<Ref> {
  readonly #vocabulary = new Vocabulary();
  readonly #names: Listed<Ref>[] = [];
  /** The words of all names, as numbers in the vocabulary. */
  readonly #words: number[] = [];
  readonly #postings = new Postings();
  /** Weighted words by number, as words that are no particles; computed at the first use. */
  #weights: (WeightedWord | undefined)[] = [];
  /** Number of entries with a word, by its sound or consonants. */
  readonly #entriesWith = new Map<string, number>();
  #entries = 0;
  readonly #kind: NameKind;

  constructor(kind: NameKind = 'person') {
    this.#kind = kind;
  }

  /** Lets the event loop run in between. */
  async add(ref: Ref, names: readonly string[]): Promise<void> {
    for (const name of names) {
      this.addRead(ref, name, parseName(name, this.#kind));
      if (this.#names.length % namesPerTurn === 0) await setImmediate();
    }
  }

  /**
   * Returns everybody whom the query may mean, the most likely first, each once. Lets the event loop run in between.
   * @param isDated whether a birth date is known, with which a common name may count that does not count alone
   */
  async find(name: string, threshold = defaultThreshold, isDated = false): Promise<NameHit<Ref>[]> {
    const best = new Map<Ref, NameHit<Ref>>();
    const readings = this.#kind === 'person' ? nameReadings(name) : [name];
    for (const reading of readings) {
      for (const hit of await this.#find(reading, threshold, isDated)) {
        const known = best.get(hit.ref);
        if (!known || isBetter(hit, known)) best.set(hit.ref, hit);
      }
    }
    return [...best.values()].sort((a, b) => b.score - a.score);
  }

  async #find(name: string, threshold: number, isDated: boolean): Promise<NameHit<Ref>[]> {
    const { words, ...order } = parseName(name, this.#kind);
    const isChinese = words.every(({ isPinyin, text }) => isPinyin && !isGivenName(text));
    const system = this.#kind === 'person' ? romanisationOf(words, isChinese) : null;
    // Names that are added during this search are not part of it.
    const size = this.#names.length;
    const candidates = new Candidates(size);
    for (const { word, mask } of nameSegments(words)) {
      const like = this.#vocabulary.like({ ...word, isPinyin: isChinese && word.isPinyin }, system);
      for (const { word: number, likeness } of like) {
        this.#postings.forEach(number, (name, listed) => {
          if (name < size) candidates.add(name, mask, listed, likeness);
        });
      }
      await setImmediate();
    }
    const asked: WeightedName = {
      words: words.map((word) => {
        const number = this.#vocabulary.find(word.text);
        const weighed = this.#weigh(word, number);
        const isSyllable =
          word.isSyllable ||
          (isChinese && word.isPinyin) ||
          (system === 'korean' && isKoreanSyllable(word.text));
        return { ...weighed, token: word.token, isSyllable, isListed: number !== undefined };
      }),
      hasInitials: hasInitials(words),
      ...order,
    };
    const hits: NameHit<Ref>[] = [];
    for (const at of candidates.names) {
      const listed = this.#names[at]!;
      if (this.#isHopeless(asked, listed, candidates.coverage(at))) continue;
      const compared = scoreNames(asked, this.#weighName(listed), candidates.pairs(at), this.#kind);
      const found = isReadAlike(name, listed.name) ? inOtherCharacters(compared) : compared;
      const most = isDated ? found.score + found.commonness : found.score;
      if (most >= threshold) hits.push({ ref: listed.ref, name: listed.name, ...found });
    }
    return hits;
  }

  /**
   * Adds a name that was parsed earlier.
   * @param joined the words that `togetherIn` joins, when they are also known
   */
  addRead(
    ref: Ref,
    name: string,
    { words, ...order }: ParsedName,
    joined: readonly Word[] | null = null,
  ): void {
    if (words.length === 0) return;
    // The weight of a word depends on all names.
    if (this.#weights.length > 0) {
      this.#weights = [];
      this.#entriesWith.clear();
    }
    // All names of an entry are added in sequence.
    if (this.#names.at(-1)?.ref !== ref) this.#entries++;
    const particles = words.reduce((all, word, i) => all | (Number(word.isParticle) << i), 0);
    const place = { from: this.#words.length, count: words.length };
    const counts = { names: namesIn(words), hasInitials: hasInitials(words) };
    const known = { ref, name, ...place, particles, ...counts, ...order };
    const at = this.#names.push(known) - 1;
    for (const [i, word] of words.entries()) {
      const number = this.#vocabulary.add(word);
      this.#words.push(number);
      this.#postings.add(number, at, 1 << i);
    }
    for (const [i, together] of togetherIn({ words, ...order }).entries()) {
      const number = joined
        ? this.#vocabulary.add(joined[i]!)
        : this.#vocabulary.addJoined(together.words);
      this.#postings.add(number, at, together.mask);
    }
  }

  /**
   * Whether only one word fits, and the remaining words differ, as in most candidates. Never true with initials,
   * because they may replace any word.
   */
  #isHopeless(
    asked: WeightedName,
    listed: Listed<Ref>,
    covered: { asked: number; listed: number },
  ): boolean {
    if (asked.hasInitials || listed.hasInitials) return false;
    const isOneAsked = isOne(covered.asked);
    const asks = namesIn(asked.words);
    if (this.#kind === 'company') return isOneAsked && asks > 2 && listed.names > 2;
    if (!isOneAsked && !isOne(covered.listed)) return false;
    if (asks < 2 || listed.names < 2) return false;
    if (asks > 2 || listed.names > 2) return true;
    const i = asked.words.findIndex((word, at) => !word.isParticle && !(covered.asked & (1 << at)));
    let j = 0;
    while ((covered.listed | listed.particles) & (1 << j)) j++;
    if (i < 0 || j >= listed.count) return false;
    const left = this.#vocabulary.words[this.#words[listed.from + j]!]!;
    return !mayBeSlips(asked.words[i]!.text, left.text);
  }

  #weighName({ from, count, particles, ...order }: Listed<Ref>): WeightedName {
    const weighed: WeightedWord[] = [];
    for (let i = 0; i < count; i++)
      weighed.push(this.#weighWord(this.#words[from + i]!, particles & (1 << i)));
    const { lead, family, asides, hasInitials } = order;
    return { words: weighed, lead, family, asides, hasInitials };
  }

  #weighWord(number: number, particle: number): WeightedWord {
    if (particle)
      return {
        text: this.#vocabulary.words[number]!.text,
        isParticle: true,
        weight: particleWeight,
      };
    return (this.#weights[number] ??= this.#weigh(
      { ...this.#vocabulary.words[number]!, isParticle: false },
      number,
    ));
  }

  /**
   * Weighs a word: the fewer entries share it, the more it says. When forty entries share a name, the list itself shows
   * that it is common where they come from.
   */
  #weigh(word: Word, number: number | undefined): WeightedWord {
    const { text, consonants, isParticle, isVowelless } = word;
    if (isParticle) return { text, isParticle, weight: particleWeight };
    const isCompany = this.#kind === 'company';
    const isShort = isCompany ? numeral.test(text) : text.length === 1;
    if (isShort) return { text, isParticle, weight: isCompany ? numeralWeight : initialWeight };
    const rarity = isCompany
      ? rarityAmong(Math.max(this.#names.length, leastNames), this.#bearers(word, number))
      : rarityAmong(
          Math.max(this.#entries, leastEntries) * provesNothing,
          this.#bearers(word, number),
        );
    const letters = isVowelless ? text.length + 2 : text.length;
    // The vowels are unknown, so the word counts as the most common name that it may be.
    const commonness = isVowelless ? commonnessOfConsonants(consonants) : commonnessOf(text);
    const isGiven = isVowelless ? isGivenByConsonants(consonants) : isGivenName(text);
    const known = Math.min(isGiven ? givenNameWeight : 1, surnameWeights[commonness]);
    const most = Math.min(isCompany ? 1 : known, letters * weightPerLetter);
    const weight = Math.min(most, Math.max(leastWeight, rarity));
    const isKnown = !isCompany && (isVowelless || isGiven || commonness > 0);
    const isCommon = !isCompany && rarity <= commonRarity;
    return { text, isParticle, weight, isKnown, isCommon, isGiven };
  }

  /**
   * Returns the number of entries with a word, in any spelling of its sound, or of its consonants for a word without
   * vowels. For companies, it is the number of names with the word.
   */
  #bearers({ sound, consonants, isVowelless }: Word, number: number | undefined): number {
    if (this.#kind === 'company') {
      return Math.max(1, number === undefined ? 0 : this.#postings.count(number));
    }
    const key = isVowelless ? `${consonants}-` : sound;
    let count = this.#entriesWith.get(key);
    if (count !== undefined) return count;
    const entries = new Set<Ref>();
    const note = (one: number) => {
      this.#postings.forEach(one, (at) => entries.add(this.#names[at]!.ref));
    };
    if (isVowelless) this.#vocabulary.forConsonants(consonants, note);
    else this.#vocabulary.forSound(sound, note);
    count = Math.max(1, entries.size);
    // Caches only words of the list, because a visitor may type anything.
    if (number !== undefined) this.#entriesWith.set(key, count);
    return count;
  }
}

/** Returns 1 for a word of one entry, and 0 for a word of all entries. */
function rarityAmong(total: number, bearers: number): number {
  return 1 - Math.log(bearers) / Math.log(total);
}

/** An exact hit comes before a similar one, because no other detail clears it. */
function isBetter(a: NameHit<unknown>, b: NameHit<unknown>): boolean {
  return a.isExact === b.isExact ? a.score > b.score : a.isExact;
}

function romanisationOf(words: readonly Word[], isChinese: boolean): Romanised {
  const texts = words.map(({ text }) => text);
  if (words.some(({ isHangul }) => isHangul) || isKorean(texts)) return 'korean';
  if (isWadeGiles(texts)) return 'wade-giles';
  return isChinese ? 'pinyin' : null;
}

const han = /\p{Script=Han}/gu;

/** Whether two names have different Chinese characters: when only the reading is equal, the names are just similar. */
function isReadAlike(asked: string, listed: string): boolean {
  const [one, other] = [asked, listed].map((name) => (name.match(han) ?? []).sort().join(''));
  return one !== '' && other !== '' && one !== other;
}

/** Scores below 1: it may be one name in traditional and simplified characters, or two names. */
function inOtherCharacters(score: NameScore): NameScore {
  const rules = [...score.rules, 'read alike in other characters'];
  return { ...score, score: score.score * 0.95, isExact: false, rules };
}

/** Whether exactly one bit is set. */
function isOne(mask: number): boolean {
  return (mask & (mask - 1)) === 0;
}

function namesIn(words: readonly { isParticle: boolean }[]): number {
  let count = 0;
  for (const { isParticle } of words) if (!isParticle) count++;
  return count;
}

function hasInitials(words: readonly Word[]): boolean {
  return words.some(({ text }) => text.length === 1);
}
