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

/** A name is complete when at most a particle has no counterpart. */
const nearlyAll = 0.93;
/** From this likeness, a word is the same. */
const same = 0.99;
/** From this likeness, a word beside an initial is another spelling of the same word. */
const sure = 0.97;
/** From this likeness, a word differs at most by a typing error. */
const slightly = 0.74;
/** Minimum weight of the family name beside one initial, so that it is not a common name. */
const rareWeight = 0.6;
/** Minimum weight of the family name beside several initials. */
const severalWeight = 0.45;
/** A lower weight is that of a given name, or of one of the commonest family names. */
const commonWeight = 0.61;

/** Compares two names: the pairs of their words, and the words without a counterpart. */
export class NameComparison {
  readonly #asked: WeightedName;
  readonly #listed: WeightedName;
  readonly #isPerson: boolean;
  readonly #pairs: readonly WordPair[];
  /** Number of pairs that are more than particles and initials. */
  readonly #names: number;
  /** The words with a counterpart, one bit each. */
  readonly #covered: { asked: number; listed: number };
  /** Weight of the words with a counterpart: 1 for a rare surname, little for "Mohammed" or "de". */
  readonly weight: number;
  /** The part of that weight that fits; all of it when every letter is equal. */
  readonly fit: number;
  /** Shares of each name's weight that have a counterpart. */
  readonly askedShare: number;
  readonly listedShare: number;
  /** Whether the query contains, letter for letter, each of the listed name's two or more words. */
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

  /** Likeness of the pairs, from 0 to 1. */
  get likeness(): number {
    return this.fit / this.weight;
  }

  /** The lower share of both names. */
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

  /** Whether an initial replaces a name, and no two other names fit. */
  get isByInitials(): boolean {
    return this.#names < 2 && this.hasInitials;
  }

  get hasInitials(): boolean {
    return this.#pairs.some(({ isInitial }) => isInitial);
  }

  /** Whether no word is written as listed, apart from initials. */
  get isVague(): boolean {
    return this.#pairs.every(({ isInitial, likeness }) => isInitial === true || likeness < sure);
  }

  /** Whether all words beside the initials are rare, and written as listed. Several initials allow commoner words. */
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

  /** Whether more than one name fits, or one word that joins a given and a family name. */
  get isNamed(): boolean {
    return this.#names > 1 || this.#pairs.some(({ listed }) => this.#isJoinedCore(listed));
  }

  /** Whether the query has more names than the listed one. */
  get isMoreAsked(): boolean {
    return isMoreAsked(this.#asked, this.#covered.asked);
  }

  /** Whether the matching words are Chinese or Korean syllables, of which one more makes another name. */
  get isOfSyllables(): boolean {
    return isOfSyllables(this.#asked, this.#covered.asked);
  }

  /** Whether only middle names are missing: the first given name and the family name match. */
  get isCore(): boolean {
    const { asked, listed } = this.#covered;
    const isThere = isCoreOf(this.#asked, asked) && isCoreOf(this.#listed, listed);
    return this.#isPerson && this.moreShare > nearlyAll && isThere;
  }

  /** Whether at most middle names are missing, and no word has more than one wrong letter. */
  get isOneSlip(): boolean {
    const isThere =
      this.isComplete || (this.isCore && isWholeCoreOf(this.#listed, this.#covered.listed));
    const isSlip = (pair: WordPair) => pair.likeness >= sure || this.#isOneSlip(pair);
    return this.#isPerson && isThere && this.#pairs.every(isSlip);
  }

  /** Whether a word has a spelling that no romanisation produces. */
  get isMisspelled(): boolean {
    return this.#pairs.some(({ likeness }) => likeness < sure);
  }

  /** Whether every pair differs at most by a typing error. */
  get isSlight(): boolean {
    return this.#pairs.every(({ likeness }) => likeness >= slightly);
  }

  /** Whether son and father are exchanged between the two names. */
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
    return this.#leftOver().some((words) => words.length > 0);
  }

  get hasLeftOnBothSides(): boolean {
    return this.#leftOver().every((words) => words.length > 0);
  }

  /** Whether only text in brackets is left. */
  get hasOnlyAsidesLeft(): boolean {
    const { asked, listed } = this.#covered;
    return isAside(this.#asked, asked) && isAside(this.#listed, listed);
  }

  /** Whether the names have different numbers, or only one has a number: "Fund II" and "Fund III" or "Fund". */
  get hasOtherNumber(): boolean {
    const numbers = [this.#asked, this.#listed].map(({ words }) => ordinalsIn(words));
    if (numbers.every(({ length }) => length > 0)) {
      return numbers[0]!.join(' ') !== numbers[1]!.join(' ');
    }
    return this.#leftOver().some((words) => ordinalsIn(words).length > 0);
  }

  get hasFirstGivenName(): boolean {
    const { asked, listed } = this.#covered;
    return (asked & (1 << this.#asked.lead)) !== 0 && (listed & (1 << this.#listed.lead)) !== 0;
  }

  /** Whether the words are in the listed order; the family name may be first or last. */
  get isInOrder(): boolean {
    const places = [...this.#pairs].sort((a, b) => a.asked - b.asked).map(({ listed }) => listed);
    const steps = places.filter((place, i) => place > places[(i + 1) % places.length]!);
    return steps.length <= 1;
  }

  /**
   * Whether all words of the listed name are common, and the query adds only given names. "Mark Albert Taylor" is
   * seldom the "Taylor, Mark" of a list, and a birth date can show that.
   */
  get isCommonWithMiddle(): boolean {
    return (
      this.#listed.words.every(({ isParticle, isKnown }) => isParticle || isKnown) &&
      leftIn(this.#asked, this.#covered.asked).every(({ isGiven }) => isGiven)
    );
  }

  /** Whether a given name has another form, and the other words are common family names. */
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
    // "Muhammad" and "Mohammed" are two spellings of the same form.
    return otherForms(one).includes(other) && consonants(one) !== consonants(other);
  }

  /** Whether many entries of the list share each word of the listed name. */
  get isOfMany(): boolean {
    return this.#listed.words.every(({ isParticle, isCommon }) => isParticle || isCommon);
  }

  /**
   * Whether the listed name contains the whole query, letter for letter, including the first given name and a rare
   * family name. A different birth date then hardly counts against the match.
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
    // A given and a family name written as one word count like both words.
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
      // Most names already fail here.
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
    // An existing name is no misspelling of another one.
    const isName = wordsIn(this.#asked, asked).some(({ isKnown, isListed }) => isKnown || isListed);
    // Words that are alike only without vowels, or as another form, are no typing error. That is too weak here.
    return !isName && (distance(a, b) <= 1 || isSwap(a, b));
  }

  /** Whether these words of the listed name, written as one, are its first given name and its family name. */
  #isJoinedCore(mask: number): boolean {
    return countNames(this.#listed.words, mask) > 1 && isWholeCoreOf(this.#listed, mask);
  }

  #leftOver() {
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
