import { setImmediate } from 'node:timers/promises';
import { companyName } from './company-name.ts';
import { commonnessOf, isGivenName } from './nicknames.ts';
import { companyRules, personRules, scoreOf, type WeighedName } from './score.ts';
import type { Pair, Weighed } from './initials.ts';
import { isKorean, isWadeGiles } from './romanisations.ts';
import { Vocabulary, type Romanised } from './vocabulary.ts';
import { readingsOf, wordsOf, type Word, joined } from './words.ts';

/** A listed name that what was asked for may be. */
export interface NameHit<Ref> {
  ref: Ref;
  name: string;
  /** From 0 to 1; see docs/watchlists.md. */
  score: number;
  /** Every word of the listed name is in what was asked for, letter by letter. */
  isExact: boolean;
}

/** From this score on a name counts as found, unless somebody says otherwise. */
export const defaultThreshold = 0.85;

const particleWeight = 0.08;
const initialWeight = 0.25;
/** "Fund IV" and "Fund V" are two, and nearly the same. */
const numeralWeight = 0.15;
const numeral = /^[ivx]{1,5}$/;
const leastWeight = 0.3;
/** A given name that many bear says little, however rare it is on this list. */
const givenNameWeight = 0.6;
/** Nor does a common family name: any other, a common one, one of the commonest. */
const surnameWeights = [1, 0.75, 0.55] as const;

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
  family: number;
  asides: number;
  /** Three names or more, none of them an initial. */
  isFull: boolean;
}

/** The names of a list, made to be searched. All are added before it is. */
export class NameIndex<Ref> {
  readonly #vocabulary = new Vocabulary();
  readonly #names: Listed<Ref>[] = [];
  /** By word: the names in which it is, and as which of their words (`number * 4096 + mask`). */
  readonly #postings: number[][] = [];
  /** By word, what it says where it is no particle; made when it is first looked at. */
  #weights: (Weighed | undefined)[] = [];
  readonly #kind: 'person' | 'company';

  constructor(kind: 'person' | 'company' = 'person') {
    this.#kind = kind;
  }

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
    const best = new Map<Ref, NameHit<Ref>>();
    const readings = this.#kind === 'person' ? readingsOf(name) : [name];
    for (const reading of readings) {
      for (const hit of await this.#find(reading, threshold)) {
        const known = best.get(hit.ref);
        if (!known || isBetter(hit, known)) best.set(hit.ref, hit);
      }
    }
    return [...best.values()].sort((a, b) => b.score - a.score);
  }

  async #find(name: string, threshold: number): Promise<NameHit<Ref>[]> {
    const { words, ...order } = readName(name, this.#kind);
    const candidates = new Map<number, Pair[]>();
    const isChinese = words.every(({ isPinyin, text }) => isPinyin && !isGivenName(text));
    const system = this.#kind === 'person' ? romanisationOf(words, isChinese) : null;
    for (const { word, mask } of [...partsOf(words), ...triples(words), ...closedUp(words)]) {
      const like = this.#vocabulary.like({ ...word, isPinyin: isChinese && word.isPinyin }, system);
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
      words: words.map((word) => ({
        ...this.#weigh(word, this.#vocabulary.find(word.text)),
        isSyllable: word.isSyllable || (isChinese && word.isPinyin),
      })),
      ...order,
    };
    const rules = this.#kind === 'person' ? personRules : companyRules;
    const hits: NameHit<Ref>[] = [];
    for (const [at, pairs] of candidates) {
      const listed = this.#names[at]!;
      if (isHopeless(asked, listed, pairs)) continue;
      const { score, isExact } = scoreOf(asked, this.#weighed(listed), pairs, rules);
      if (score >= threshold) hits.push({ ref: listed.ref, name: listed.name, score, isExact });
    }
    return hits;
  }

  #add(ref: Ref, name: string): void {
    const { words, ...order } = readName(name, this.#kind);
    if (words.length === 0) return;
    // What a word says depends on all names.
    if (this.#weights.length > 0) this.#weights = [];
    const numbers = new Int32Array(words.length);
    const particles = words.reduce((all, word, i) => all | (Number(word.isParticle) << i), 0);
    const isFull =
      words.filter(({ isParticle }) => !isParticle).length > 2 &&
      words.every(({ text }) => text.length > 1);
    const at = this.#names.push({ ref, name, words: numbers, particles, isFull, ...order }) - 1;
    for (const [i, { word, mask }] of partsOf(words).entries()) {
      const number = this.#vocabulary.add(word);
      if (i < words.length) numbers[i] = number;
      (this.#postings[number] ??= []).push(at * 4096 + mask);
    }
  }

  #weighed({ words, particles, lead, family, asides }: Listed<Ref>): WeighedName {
    const weighed: Weighed[] = [];
    for (let i = 0; i < words.length; i++)
      weighed.push(this.#weighedWord(words[i]!, particles & (1 << i)));
    return { words: weighed, lead, family, asides };
  }

  #weighedWord(number: number, particle: number): Weighed {
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

  /** A word says the more, the fewer names it is in. */
  #weigh({ text, isParticle, isVowelless }: Word, number: number | undefined): Weighed {
    if (isParticle) return { text, isParticle, weight: particleWeight };
    const isCompany = this.#kind === 'company';
    const isShort = isCompany ? numeral.test(text) : text.length === 1;
    if (isShort) return { text, isParticle, weight: isCompany ? numeralWeight : initialWeight };
    const bearers = number === undefined ? 1 : (this.#postings[number]?.length ?? 1);
    const total = Math.max(this.#names.length, 100);
    const rarity = Math.log(total / bearers) / Math.log(total);
    const letters = isVowelless ? text.length + 2 : text.length;
    const commonness = commonnessOf(text);
    const isGiven = isGivenName(text);
    const known = Math.min(isGiven ? givenNameWeight : 1, surnameWeights[commonness]);
    const most = Math.min(isCompany ? 1 : known, letters * weightPerLetter);
    const weight = Math.min(most, Math.max(leastWeight, rarity));
    return { text, isParticle, weight, isKnown: !isCompany && (isGiven || commonness > 0) };
  }
}

/** A name that is the same counts before one that is only like it: nothing clears it. */
function isBetter(a: NameHit<unknown>, b: NameHit<unknown>): boolean {
  return a.isExact === b.isExact ? a.score > b.score : a.isExact;
}

function romanisationOf(words: readonly Word[], isChinese: boolean): Romanised {
  const texts = words.map(({ text }) => text);
  if (words.some(({ isHangul }) => isHangul) || isKorean(texts)) return 'korean';
  if (isWadeGiles(texts)) return 'wade-giles';
  return isChinese ? 'pinyin' : null;
}

/** Whether one word fits, and both names have too many others for it to be enough. */
function isHopeless(
  { words }: WeighedName,
  { isFull }: Listed<unknown>,
  pairs: readonly Pair[],
): boolean {
  if (!isFull || words.length < 3) return false;
  const [first] = pairs;
  const mask = first!.asked;
  // Several words that fit as one are more.
  if ((mask & (mask - 1)) !== 0 || pairs.some(({ asked }) => asked !== mask)) return false;
  const others = words.filter(({ isParticle }, i) => !isParticle && !(mask & (1 << i)));
  return others.length > 1 && others.every(({ text }) => text.length > 1);
}

type ReadName = Omit<WeighedName, 'words'> & { words: Word[] };

/** The words of a name, and which of them are what. */
function readName(name: string, kind: 'person' | 'company'): ReadName {
  if (kind === 'person') {
    const words = wordsOf(name);
    return { words, ...orderOf(name, words), asides: 0 };
  }
  const { text, asides } = companyName(name);
  const own = wordsOf(text, kind).length;
  const words = wordsOf(`${text} ${asides}`, kind);
  return { words, lead: 0, family: 0, asides: ((1 << words.length) - 1) & ~((1 << own) - 1) };
}

/**
 * Where the given name stands, before the family name or behind it and a comma, and which words are the
 * family name: those before the comma, or the last.
 */
function orderOf(name: string, words: readonly Word[]): Pick<WeighedName, 'lead' | 'family'> {
  const isName = ({ isParticle, text }: Word) => !isParticle && text.length > 1;
  const [family = '', given] = name.split(',');
  const lead = given?.trim() ? wordsOf(family).length : 0;
  if (lead === 0) return { lead, family: 1 << Math.max(0, words.findLastIndex(isName)) };
  const before = words.slice(0, lead);
  return { lead, family: before.reduce((all, w, i) => all | (Number(isName(w)) << i), 0) };
}

/** A word of a name, or several written as one. */
interface Part {
  word: Word;
  /** Which of the name's words it is made of, one bit each. */
  mask: number;
}

/** The words of a name, and what neighbours make when they are written as one. */
function partsOf(words: readonly Word[]): Part[] {
  const parts: Part[] = words.map((word, i) => ({ word, mask: 1 << i }));
  for (let i = 0; i + 1 < words.length; i++) {
    parts.push(joinedPart(words, i, 2));
    // "Abd al-Rahman": the article goes along. "E." between two others is an initial.
    if (isArticle(words[i + 1]!) && i + 2 < words.length) parts.push(joinedPart(words, i, 3));
  }
  return parts;
}

/** A word that spaces were put into: "Plat ono vich". */
function triples(words: readonly Word[]): Part[] {
  return words
    .slice(2)
    .map((_, i) => joinedPart(words, i, 3))
    .filter((_, i) =>
      words.slice(i, i + 3).every(({ text, isSyllable }) => text.length > 1 && !isSyllable),
    );
}

/** Words that signs or spaces may have been stuck into: "J.o.h.n", "J o h n". */
function closedUp(words: readonly Word[]): Part[] {
  const parts: Part[] = [];
  for (let from = 0; from < words.length;) {
    let to = from + 1;
    while (to < words.length && isStuck(words[to - 1]!, words[to]!)) to++;
    if (to - from > 2) {
      const part = joinedPart(words, from, to - from);
      parts.push({ ...part, word: { ...part.word, isCompound: false } });
    }
    from = to;
  }
  return parts;
}

function isStuck(before: Word, word: Word): boolean {
  if (before.token !== null && before.token === word.token) return true;
  return before.text.length === 1 && word.text.length === 1;
}

function isArticle({ isParticle, text }: Word): boolean {
  return isParticle && text.length > 1;
}

function joinedPart(words: readonly Word[], from: number, count: number): Part {
  return { word: joined(words.slice(from, from + count)), mask: ((1 << count) - 1) << from };
}
