import { setImmediate } from 'node:timers/promises';
import { isGivenName } from './nicknames.ts';
import { partsOf } from './parts.ts';
import { scoreOf, type Pair, type Weighed, type WeighedName } from './score.ts';
import { Vocabulary } from './vocabulary.ts';
import { wordsOf, type Word } from './words.ts';

/** A listed name that what was asked for may be. */
export interface NameHit<Ref> {
  ref: Ref;
  name: string;
  /** From 0 to 1; see docs/watchlists.md. */
  score: number;
}

/** From this score on a name counts as found, unless somebody says otherwise. */
export const defaultThreshold = 0.85;

const particleWeight = 0.08;
const initialWeight = 0.25;
const leastWeight = 0.3;
/** A given name that many bear says little, however rare it is on this list. */
const givenNameWeight = 0.6;

/** Nor does a short word. */
const weightPerLetter = 0.2;

// Some two milliseconds.
const namesPerTurn = 50;

interface Listed<Ref> {
  ref: Ref;
  name: string;
  /** Numbers in the vocabulary. */
  words: Int32Array;
  /** Which of them are particles, one bit each. */
  particles: number;
  lead: number;
}

/** The names of a list, made to be searched. All are added before it is. */
export class NameIndex<Ref> {
  readonly #vocabulary = new Vocabulary();
  readonly #names: Listed<Ref>[] = [];
  /** By word: the names in which it is, and as which of their words (`number * 4096 + mask`). */
  readonly #postings: number[][] = [];

  /** Lets the event loop run in between. */
  async add(ref: Ref, names: readonly string[]): Promise<void> {
    for (const name of names) {
      this.#add(ref, name);
      if (this.#names.length % namesPerTurn === 0) await setImmediate();
    }
  }

  /**
   * Everybody whom this name may mean, the likeliest first, each once. Lets the event loop run in
   * between.
   */
  async find(name: string, threshold = defaultThreshold): Promise<NameHit<Ref>[]> {
    const words = wordsOf(name);
    const candidates = new Map<number, Pair[]>();
    const isChinese = words.every((word) => word.isPinyin);
    for (const { word, mask } of partsOf(words)) {
      const like = this.#vocabulary.like({ ...word, isPinyin: isChinese && word.isPinyin });
      for (const { word: number, likeness } of like) {
        for (const posting of this.#postings[number] ?? []) {
          const at = Math.floor(posting / 4096);
          const pair = { asked: mask, listed: posting % 4096, likeness };
          const pairs = candidates.get(at);
          if (pairs) pairs.push(pair);
          else candidates.set(at, [pair]);
        }
      }
      await setImmediate();
    }
    const asked: WeighedName = {
      words: words.map((word) => this.#weigh(word, this.#vocabulary.find(word.text))),
      lead: leadOf(name),
    };
    const best = new Map<Ref, NameHit<Ref>>();
    for (const [at, pairs] of candidates) {
      const listed = this.#names[at]!;
      const score = scoreOf(asked, this.#weighed(listed), pairs);
      if (score < threshold || score <= (best.get(listed.ref)?.score ?? 0)) continue;
      best.set(listed.ref, { ref: listed.ref, name: listed.name, score });
    }
    return [...best.values()].sort((a, b) => b.score - a.score);
  }

  #add(ref: Ref, name: string): void {
    const words = wordsOf(name);
    if (words.length === 0) return;
    const numbers = new Int32Array(words.length);
    const particles = words.reduce((all, word, i) => all | (Number(word.isParticle) << i), 0);
    const at = this.#names.push({ ref, name, words: numbers, particles, lead: leadOf(name) }) - 1;
    for (const [i, { word, mask }] of partsOf(words).entries()) {
      const number = this.#vocabulary.add(word);
      if (i < words.length) numbers[i] = number;
      (this.#postings[number] ??= []).push(at * 4096 + mask);
    }
  }

  #weighed({ words, particles, lead }: Listed<Ref>): WeighedName {
    const weigh = (number: number, i: number) => {
      const isParticle = (particles & (1 << i)) !== 0;
      return this.#weigh({ ...this.#vocabulary.words[number]!, isParticle }, number);
    };
    return { words: Array.from(words, weigh), lead };
  }

  /** A word says the more, the fewer names it is in. */
  #weigh({ text, isParticle, isVowelless }: Word, number: number | undefined): Weighed {
    if (isParticle) return { text, isParticle, weight: particleWeight };
    if (text.length === 1) return { text, isParticle, weight: initialWeight };
    const bearers = number === undefined ? 1 : (this.#postings[number]?.length ?? 1);
    const total = Math.max(this.#names.length, 100);
    const rarity = Math.log(total / bearers) / Math.log(total);
    const letters = isVowelless ? text.length + 2 : text.length;
    const most = Math.min(isGivenName(text) ? givenNameWeight : 1, letters * weightPerLetter);
    return { text, isParticle, weight: Math.min(most, Math.max(leastWeight, rarity)) };
  }
}

/** Where the given name stands: before the family name, or behind it and a comma. */
function leadOf(name: string): number {
  const [family = '', given] = name.split(',');
  return given?.trim() ? wordsOf(family).length : 0;
}
