import { distance } from 'fastest-levenshtein';
import { chosenPairs } from './chosen-pairs.ts';
import { ordinalsIn } from './company-name.ts';
import { lonelyInitials } from './initials.ts';
import { isSwap, likenesses } from './likeness.ts';
import { otherForms } from './nicknames.ts';
import type { NameKind } from './parse-name.ts';
import { consonants } from './sounds.ts';
import {
  coveredBy,
  generationsIn,
  isAside,
  isCoreOf,
  isWholeCoreOf,
  isMoreAsked,
  isOfSyllables,
  isOneGivenName,
  leftIn,
  countNames,
  shareOf,
  weightIn,
  type WordPair,
  type WeightedWord,
  type WeightedName,
} from './weighted-name.ts';

/** A name is complete when no more than a particle lacks a counterpart. */
const nearlyAll = 0.93;
/** From here on a word counts as the same; */
const same = 0.99;
/** as the same in another spelling, beside an initial; */
const sure = 0.97;
/** as no farther from it than by a slip. */
const slightly = 0.74;
/** The family name beside an initial is to be none of the common ones: it weighs so much at least. */
const rareWeight = 0.6;
/** beside several of them so much. */
const severalWeight = 0.45;
/** What weighs less is a given name, or a family name of the commonest. */
const commonWeight = 0.61;

/** Two names side by side: which of their words are pairs, and what each has without a counterpart. */
export class NameComparison {
  readonly #asked: WeightedName;
  readonly #listed: WeightedName;
  readonly #isPerson: boolean;
  readonly #pairs: readonly WordPair[];
  /** Pairs of more than particles and initials. */
  readonly #names: number;
  /** The words with a counterpart, one bit each. */
  readonly #covered: { asked: number; listed: number };
  /** How much the words say that have a counterpart: a rare surname 1, "Mohammed" or "de" little. */
  readonly weight: number;
  /** And what of it fits, letter for letter all of it. */
  readonly fit: number;
  /** The shares of both names that have a counterpart. */
  readonly askedShare: number;
  readonly listedShare: number;
  /** Whether each word of the listed name, of two or more, was asked for letter by letter. */
  readonly isWhole: boolean;

  constructor(
    asked: WeightedName,
    listed: WeightedName,
    candidates: readonly WordPair[],
    kind: NameKind,
  ) {
    this.#asked = asked;
    this.#listed = listed;
    this.#isPerson = kind === 'person';
    this.#pairs = chosenPairs(asked, listed, candidates, kind);
    let weight = 0;
    let fit = 0;
    for (const pair of this.#pairs) {
      const own = this.#weightOf(pair);
      weight += own;
      fit += own * pair.likeness;
    }
    this.weight = weight;
    this.fit = fit;
    const names = this.#pairs.filter(
      (pair) =>
        !pair.isInitial &&
        countNames(asked.words, pair.asked) + countNames(listed.words, pair.listed) > 0,
    );
    this.#names = names.length - (isOneGivenName(asked, names) ? 1 : 0);
    this.#covered = this.#coveredWords();
    this.askedShare = shareOf(asked.words, this.#covered.asked);
    this.listedShare = shareOf(listed.words, this.#covered.listed);
    this.isWhole = this.#isWhole();
  }

  /** How like the pairs are, from 0 to 1. */
  get likeness(): number {
    return this.fit / this.weight;
  }

  /** The share of the name that has less of a counterpart. */
  get lessShare(): number {
    return Math.min(this.askedShare, this.listedShare);
  }

  get moreShare(): number {
    return Math.max(this.askedShare, this.listedShare);
  }

  get isAllTheSame(): boolean {
    if (!this.#isPerson && this.hasOtherNumber) return false;
    return this.lessShare === 1 && this.likeness > same;
  }

  get isComplete(): boolean {
    return this.lessShare > nearlyAll;
  }

  /** Whether an initial stands for a name, and no two others fit. */
  get isByInitials(): boolean {
    return this.#names < 2 && this.hasInitials;
  }

  get hasInitials(): boolean {
    return this.#pairs.some(({ isInitial }) => isInitial);
  }

  /** Whether no word but initials is written as listed. */
  get isVague(): boolean {
    return this.#pairs.every(({ isInitial, likeness }) => isInitial === true || likeness < sure);
  }

  /** Whether all beside the initials is rare, and written as listed. Several initials say more than one. */
  get isSureWithInitials(): boolean {
    const isOne = this.#pairs.filter(({ isInitial }) => isInitial).length < 2;
    return this.#pairs.every((pair) => {
      if (pair.isInitial || countNames(this.#listed.words, pair.listed) === 0) return true;
      const weight = Math.min(
        weightIn(this.#asked.words, pair.asked),
        weightIn(this.#listed.words, pair.listed),
      );
      const isRare = weight >= rareWeight && !wordsIn(this.#listed, pair.listed).some(isCommon);
      return pair.likeness >= sure && (isRare || (!isOne && weight >= severalWeight));
    });
  }

  /** Whether more than one name fits, or one word that is given and family name at once. */
  get isNamed(): boolean {
    return this.#names > 1 || this.#pairs.some(({ listed }) => this.#isJoinedCore(listed));
  }

  /** Whether more names were asked for than the listed one has. */
  get isMoreAsked(): boolean {
    return isMoreAsked(this.#asked, this.#covered.asked);
  }

  /** Whether what fits is syllables of Chinese or Korean, of which one more makes another name. */
  get isOfSyllables(): boolean {
    return isOfSyllables(this.#asked, this.#covered.asked);
  }

  /** Whether only middle names are left out: the first given name and the family name are there. */
  get isCore(): boolean {
    const { asked, listed } = this.#covered;
    const isThere = isCoreOf(this.#asked, asked) && isCoreOf(this.#listed, listed);
    return this.#isPerson && this.moreShare > nearlyAll && isThere;
  }

  /** Whether no more than middle names is left out, and no word has more than one letter wrong. */
  get isOneSlip(): boolean {
    const isThere =
      this.isComplete || (this.isCore && isWholeCoreOf(this.#listed, this.#covered.listed));
    const isSlip = (pair: WordPair) => pair.likeness >= sure || this.#isOneSlip(pair);
    return this.#isPerson && isThere && this.#pairs.every(isSlip);
  }

  /** Whether a word is written as no romanisation writes it. */
  get isMisspelled(): boolean {
    return this.#pairs.some(({ likeness }) => likeness < sure);
  }

  /** Whether every pair is no farther apart than by a slip. */
  get isSlight(): boolean {
    return this.#pairs.every(({ likeness }) => likeness >= slightly);
  }

  /** Whether the son of one name is the father of the other, and the father the son. */
  get isFatherForSon(): boolean {
    const asked = generationsIn(this.#asked.words);
    const listed = generationsIn(this.#listed.words);
    if (!asked || !listed) return false;
    const isPair = (one: number, other: number) =>
      this.#pairs.some((pair) => pair.asked & one && pair.listed & other);
    const isSame = isPair(asked.son, listed.son) || isPair(asked.father, listed.father);
    return !isSame && isPair(asked.son, listed.father) && isPair(asked.father, listed.son);
  }

  get hasLeftOnOneSide(): boolean {
    return this.#left().some((words) => words.length > 0);
  }

  get hasLeftOnBothSides(): boolean {
    return this.#left().every((words) => words.length > 0);
  }

  /** Whether nothing is left but what stood in brackets. */
  get hasOnlyAsidesLeft(): boolean {
    const { asked, listed } = this.#covered;
    return isAside(this.#asked, asked) && isAside(this.#listed, listed);
  }

  /** Whether two names have other numbers, or one a number beside what fits: "Fund II" and "Fund III" or "Fund". */
  get hasOtherNumber(): boolean {
    const numbers = [this.#asked, this.#listed].map(({ words }) => ordinalsIn(words));
    if (numbers.every(({ length }) => length > 0)) {
      return numbers[0]!.join(' ') !== numbers[1]!.join(' ');
    }
    return this.#left().some((words) => ordinalsIn(words).length > 0);
  }

  get hasFirstGivenName(): boolean {
    const { asked, listed } = this.#covered;
    return (asked & (1 << this.#asked.lead)) !== 0 && (listed & (1 << this.#listed.lead)) !== 0;
  }

  /** Whether the words follow each other as listed, but for the family name, first or last. */
  get isInOrder(): boolean {
    const places = [...this.#pairs].sort((a, b) => a.asked - b.asked).map(({ listed }) => listed);
    const steps = places.filter((place, i) => place > places[(i + 1) % places.length]!);
    return steps.length <= 1;
  }

  /**
   * Whether all words of the listed name are ones that many bear, and only given names were asked for
   * beside them: "Mark Albert Taylor" is seldom the "Taylor, Mark" of a list, and a birth date may say so.
   */
  get isCommonWithMiddle(): boolean {
    return (
      this.#listed.words.every(({ isParticle, isKnown }) => isParticle || isKnown) &&
      leftIn(this.#asked, this.#covered.asked).every(({ isGiven }) => isGiven)
    );
  }

  /** Whether a given name is there in another form, and the rest is family names that many bear. */
  get isOtherFormOfMany(): boolean {
    const others = this.#pairs.filter((pair) => !this.#isOtherForm(pair));
    if (others.length === this.#pairs.length) return false;
    const isKnown = (word: WeightedWord) => word.isKnown === true || word.isParticle;
    return others.every(
      (pair) => this.#isOfMany(pair) && wordsIn(this.#listed, pair.listed).every(isKnown),
    );
  }

  #isOfMany({ listed }: WordPair): boolean {
    return wordsIn(this.#listed, listed).every(
      (word) => word.isParticle || word.weight < commonWeight || isCommon(word),
    );
  }

  #isOtherForm({ asked, listed, likeness }: WordPair): boolean {
    if (likeness !== likenesses.otherForm) return false;
    const [one, other] = [textIn(this.#asked, asked), textIn(this.#listed, listed)];
    // "Muhammad" and "Mohammed" are two spellings of one form.
    return otherForms(one).includes(other) && consonants(one) !== consonants(other);
  }

  /** Whether many entries of the list bear each word of the listed name: it is the name of many. */
  get isOfMany(): boolean {
    return this.#listed.words.every(({ isParticle, isCommon }) => isParticle || isCommon);
  }

  /**
   * Whether the listed name contains all that was typed, letter by letter, the first given name and a
   * family name that few bear among it: a birth date that was typed says little against that.
   */
  get isRareCore(): boolean {
    if (!this.#pairs.every((pair) => pair.likeness > same && !pair.isInitial)) return false;
    const { words, family } = this.#listed;
    const isRare = words.every(
      ({ isKnown, isCommon }, i) => !(isKnown || isCommon) || !(family & (1 << i)),
    );
    const isAsked = leftIn(this.#asked, coveredBy(this.#pairs, 'asked')).length === 0;
    return isAsked && isRare && this.#isJoinedCore(coveredBy(this.#pairs, 'listed'));
  }

  #weightOf(pair: WordPair): number {
    const listedWeight = weightIn(this.#listed.words, pair.listed);
    // A given and a family name that are written as one say as much as the two.
    const isBoth = this.#isPerson && pair.likeness > same && this.#isJoinedCore(pair.listed);
    return isBoth ? listedWeight : Math.min(weightIn(this.#asked.words, pair.asked), listedWeight);
  }

  #coveredWords(): { asked: number; listed: number } {
    const asked = coveredBy(this.#pairs, 'asked');
    const listed = coveredBy(this.#pairs, 'listed');
    if (!this.isByInitials) return { asked, listed };
    return {
      asked: asked | lonelyInitials(this.#asked.words, asked),
      listed: listed | lonelyInitials(this.#listed.words, listed),
    };
  }

  #isWhole(): boolean {
    const { words } = this.#listed;
    let count = 0;
    for (let i = 0; i < words.length; i++) {
      if (words[i]!.isParticle) continue;
      // Most names fail here, at once.
      if (!(this.#covered.listed & (1 << i))) return false;
      // "Abd al-Rahman" is one name.
      if (words[i]!.text !== 'abd') count++;
    }
    if (count < 2 || isOneGivenName(this.#asked, this.#pairs)) return false;
    const alike = this.#pairs.filter(({ likeness, isInitial }) => likeness > same && !isInitial);
    return countNames(words, ~coveredBy(alike, 'listed')) === 0;
  }

  #isOneSlip({ asked, listed }: WordPair): boolean {
    const [a, b] = [textIn(this.#asked, asked), textIn(this.#listed, listed)];
    // A name of its own is no slip of another one.
    const isName = wordsIn(this.#asked, asked).some(({ isKnown, isListed }) => isKnown || isListed);
    // Alike without vowels, or as another form of the name, is no slip: beside what is left out it says too little.
    return !isName && (distance(a, b) <= 1 || isSwap(a, b));
  }

  /** Whether these words of the listed name, written as one, are its first given and its family name. */
  #isJoinedCore(mask: number): boolean {
    return countNames(this.#listed.words, mask) > 1 && isWholeCoreOf(this.#listed, mask);
  }

  #left() {
    return [leftIn(this.#asked, this.#covered.asked), leftIn(this.#listed, this.#covered.listed)];
  }
}

function textIn({ words }: WeightedName, mask: number): string {
  return words.reduce((text, word, i) => (mask & (1 << i) ? text + word.text : text), '');
}

function wordsIn({ words }: WeightedName, mask: number): WeightedWord[] {
  return words.filter((_, i) => mask & (1 << i));
}

function isCommon(word: WeightedWord): boolean {
  return word.isCommon === true;
}
