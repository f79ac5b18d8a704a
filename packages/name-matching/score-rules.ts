import type { NameComparison } from './comparison.ts';
import type { NameKind } from './parse-name.ts';

/** One rule of the score, with texts that explain a case by its applied rules. */
interface Rule {
  name: string;
  why: string;
  /** A query, and the name on a list of its own, to which the rule applies. */
  example: readonly [asked: string, listed: string];
  /** Default: always. */
  applies?: (names: NameComparison) => boolean;
}

/** A rule by which the query is not the listed name. */
type RefusalRule = Rule & Required<Pick<Rule, 'applies'>>;

/** A rule by which the query is the listed name, with its score. */
type Certainty = RefusalRule & { score: (names: NameComparison) => number };

/** A rule that subtracts from a score of 1. */
export type Deduction = Rule & { off: (names: NameComparison) => number };

/** The rules in the order of evaluation. In each list of alternatives, the first that applies counts. */
export interface ScoreRules {
  refusals: readonly RefusalRule[];
  certainties: readonly Certainty[];
  /** Deductions for other spellings. */
  doubt: readonly Deduction[];
  /** Deductions for words without a counterpart, by kind. */
  missing: readonly (readonly Deduction[])[];
  /** Deductions for a name that says little, however well it fits. */
  lack: readonly Deduction[];
}

/** Deduction per weight share without a counterpart, when both names have such words. */
const leftOnBoth = 0.9;
/** The same when the shorter name is a part of the fuller one, which more often means another company. */
const leftOnOne = { person: 0.12, company: 0.6 };
/** The same when these words are a company's text in brackets. */
const leftInBrackets = 0.12;
/** Deduction when both sides have remaining names, which contradict each other. */
const conflict = 0.05;
/** Deduction when the first given name has no counterpart; smaller when more other words fit. */
const withoutGivenName = 0.15;
/** Deduction when only one of two companies has a number. */
const withNumber = 0.2;
/** Deduction when the syllables of a name have another order. */
const mixedSyllables = 0.15;

/** Factor for the pairs' missing likeness when words are missing too; normally 1. */
const doubtWithMissing = 2;
/** The same factor when a typing error is the only doubt, apart from missing middle names. */
const doubtOfOneSlip = 0.75;
/** The same factor when every word differs at most by a typing error. */
const slightDoubt = { person: 0.87, company: 0.7 };

/** Weight that a name needs: when complete, when only middle names are missing, and when other words are. */
const enough = { complete: 1, withoutMiddle: 1.25, inPart: 1.4, company: 0.7 };
/** Deduction per unit of missing weight. */
const perLack = { complete: 0.3, inPart: 0.45 };
/** Deduction for a short form beside one of the most common family names. */
const otherFormOfMany = 0.15;
/** From this weight, a listed name is found whatever other names the query has. */
const enoughToStandAlone = 1;

const allFits: Certainty = {
  name: 'all words fit',
  why: 'Both names have the same words, in whatever order: only another spelling takes something off.',
  example: ['Petrov Boris', 'Boris Petrov'],
  applies: ({ isAllTheSame }) => isAllTheSame,
  score: ({ likeness }) => likeness,
};

/** Extra words beside a listed name do not hide it. */
const listedIsThere = (kind: NameKind, example: Rule['example']): Certainty => ({
  name: 'the listed name is there',
  why: 'Each word of it was typed as listed; the text beside it is no name.',
  example,
  applies: ({ isWhole, isMoreAsked }) => isWhole && !isMoreAsked,
  score: ({ listedShare }) => 1 - leftOnOne[kind] * (1 - listedShare),
});

const leftOnBothSides = (example: Rule['example']): Deduction => ({
  name: 'words are left on both sides',
  why: 'Two people of one family share its name: by what is left they differ.',
  example,
  off: ({ moreShare }) => leftOnBoth * (1 - moreShare),
});

const leftOnOneSide = (kind: NameKind, example: Rule['example']): Deduction => ({
  name: 'words are left on one side',
  why: {
    person: 'Lists have names that people leave out, and people give names that lists lack.',
    company: 'A word more makes another company of a group, or another one altogether.',
  }[kind],
  example,
  off: ({ lessShare }) => leftOnOne[kind] * (1 - lessShare),
});

const conflicting = (example: Rule['example']): Deduction => ({
  name: 'what is left says different things',
  why: 'A name that only one side lacks may be missing; two different ones are two names.',
  example,
  applies: ({ hasLeftOnBothSides }) => hasLeftOnBothSides,
  off: () => conflict,
});

const slightlyOtherwise = (kind: NameKind, example: Rule['example']): Deduction => ({
  name: 'a word is written otherwise',
  why: 'Another form or romanisation, an initial, or a slip is the same name more often than another.',
  example,
  applies: ({ isSlight }) => isSlight,
  off: ({ likeness }) => (1 - likeness) * slightDoubt[kind],
});

const spelledOtherwise = (example: Rule['example']): Deduction => ({
  name: 'a word is hardly the same',
  why: 'More is wrong in it than one slip makes.',
  example,
  off: ({ likeness }) => 1 - likeness,
});

const saysLittle = (needed: number, per: number): Deduction['off'] => {
  return ({ fit }) => Math.max(0, needed - fit) * per;
};

const persons: ScoreRules = {
  refusals: [
    {
      name: 'an initial beside what is only alike',
      why: 'One letter says next to nothing, and so no other word may be in doubt.',
      example: ['B. Karamasov', 'Boris Karamazov'],
      applies: ({ hasInitials, isVague }) => hasInitials && isVague,
    },
    {
      name: 'an initial beside a common family name',
      why: 'Many have the family name and begin with that letter.',
      example: ['S. Jones', 'Sarah Jones'],
      applies: ({ isByInitials, isSureWithInitials }) => isByInitials && !isSureWithInitials,
    },
    {
      name: 'the father for the son',
      why: '"Salman bin Muhammad" is a son of Muhammad; "Muhammad bin Salman" is a son of Salman.',
      example: ['Boris bin Quentaris', 'Quentaris bin Boris'],
      applies: ({ isFatherForSon }) => isFatherForSon,
    },
    {
      name: 'one name alone',
      why: 'Half a name names nobody, unless it is all that is known on both sides.',
      example: ['Petrov', 'Boris Petrov'],
      applies: ({ isNamed, isComplete, isWhole }) => !isNamed && !isComplete && !isWhole,
    },
  ],
  certainties: [
    allFits,
    listedIsThere('person', ['Boris Petrov visitor', 'Boris Petrov']),
    {
      name: 'the listed name is there, with names more',
      why: 'It says enough by itself, and a middle name more would hide anybody otherwise.',
      example: ['Boris Leo Petrov', 'Boris Petrov'],
      applies: ({ isWhole, isOfSyllables, fit }) =>
        isWhole && !isOfSyllables && fit >= enoughToStandAlone,
      score: ({ lessShare }) => 1 - leftOnOne.person * (1 - lessShare),
    },
  ],
  doubt: [
    {
      name: 'a word is otherwise, and others are missing',
      why: 'Each alone is a way of writing a name, the two together are another name.',
      example: ['Boris Leo Karamasov', 'Boris Ivan Karamazov'],
      applies: ({ isComplete, isOneSlip }) => !isComplete && !isOneSlip,
      off: ({ likeness }) => (1 - likeness) * doubtWithMissing,
    },
    {
      name: 'one slip',
      why: 'One letter is wrong, and no more than middle names is left out: all that there is to doubt.',
      example: ['Boris Karamasov', 'Boris Ivanovich Karamazov'],
      applies: ({ isOneSlip }) => isOneSlip,
      off: ({ likeness }) => (1 - likeness) * doubtOfOneSlip,
    },
    slightlyOtherwise('person', ['Bill Karamazov', 'William Karamazov']),
    spelledOtherwise(['Boris Ivan Zarkova', 'Boris Ivan Zelkova']),
  ],
  missing: [
    [leftOnBothSides(['Boris Leo Petrov', 'Boris Ivan Petrov'])],
    [
      {
        name: 'a syllable more or less',
        why: 'In Chinese and Korean names one syllable more makes another name.',
        example: ['Zhang Wei', 'Zhang Wei Guo'],
        applies: ({ isOfSyllables, hasLeftOnOneSide }) => isOfSyllables && hasLeftOnOneSide,
        off: ({ lessShare }) => leftOnBoth * (1 - lessShare),
      },
      leftOnOneSide('person', ['Boris Petrov', 'Boris Ivanovich Petrov']),
    ],
    [conflicting(['Boris Leo Petrov', 'Boris Ivan Petrov'])],
    [
      {
        name: 'the first given name is missing',
        why: 'People leave out names behind the first, seldom the first itself.',
        example: ['Ivanovich Karamazov', 'Boris Ivanovich Karamazov'],
        applies: ({ hasFirstGivenName }) => !hasFirstGivenName,
        off: ({ fit }) => withoutGivenName / Math.max(1, fit - 1),
      },
    ],
    [
      {
        name: 'syllables in another order',
        why: '"Su Yong" is another name than "Yong Su".',
        example: ['Zhang Wei Guo Min', 'Zhang Guo Wei'],
        applies: ({ isOfSyllables, isInOrder }) => isOfSyllables && !isInOrder,
        off: () => mixedSyllables,
      },
    ],
  ],
  lack: [
    {
      name: 'a short form beside a common family name',
      why: 'Of many who have the family name, many have a given name with that short form.',
      example: ['Anthony Chang', 'Chang, Tony'],
      applies: ({ isOtherFormOfMany }) => isOtherFormOfMany,
      off: () => otherFormOfMany,
    },
    {
      name: 'common names only',
      why: 'Many have a name of which each word is common.',
      example: ['Jo Li', 'Jo Lee'],
      applies: ({ isComplete }) => isComplete,
      // A typing error counts only once: as doubt.
      off: ({ isOneSlip, isMisspelled, fit }) =>
        isOneSlip && isMisspelled ? 0 : Math.max(0, enough.complete - fit) * perLack.complete,
    },
    {
      name: 'common names, without the middle ones',
      why: 'Of many who have both names, few have the middle name as well.',
      example: ['John Smith', 'John Michael Smith'],
      applies: ({ isCore }) => isCore,
      // A typing error counts only once: as doubt. Without the middle name, it is still the same person.
      off: ({ isOneSlip, weight, fit }) =>
        Math.max(0, enough.withoutMiddle - (isOneSlip ? weight : fit)) * perLack.inPart,
    },
    {
      name: 'what fits says little',
      why: 'The fewer and the commoner the words that fit, the more people have them.',
      example: ['John Leo Smith', 'John Michael Smith'],
      off: saysLittle(enough.inPart, perLack.inPart),
    },
  ],
};

/** An extra word makes another company; searches do not use initials. */
const companies: ScoreRules = {
  refusals: [],
  certainties: [allFits, listedIsThere('company', ['Acme Trading', 'Acme de Trading'])],
  doubt: [
    slightlyOtherwise('company', ['Acme Tradimg', 'Acme Trading']),
    spelledOtherwise(['Acme Trading Zax', 'Acme Trading Zox']),
  ],
  missing: [
    [leftOnBothSides(['Acme Trading', 'Acme Shipping'])],
    [
      {
        name: 'a word in brackets more or less',
        why: 'A place or a short name in brackets is hardly another company.',
        example: ['Acme Trading', 'Acme Trading (Hong Kong)'],
        applies: ({ hasOnlyAsidesLeft }) => hasOnlyAsidesLeft,
        off: ({ lessShare }) => leftInBrackets * (1 - lessShare),
      },
      leftOnOneSide('company', ['Acme Trading', 'Acme Trading Shipping']),
    ],
    [conflicting(['Acme Trading', 'Acme Shipping'])],
    [
      {
        name: 'another number',
        why: 'A number tells a company from the others of its group.',
        example: ['Acme Fund II', 'Acme Fund III'],
        applies: ({ hasOtherNumber }) => hasOtherNumber,
        off: () => withNumber,
      },
    ],
  ],
  lack: [
    {
      name: 'what fits says little',
      why: 'Many companies have a short word in their names.',
      example: ['Oz Trading', 'Oz Shipping'],
      off: saysLittle(enough.company, perLack.complete),
    },
  ],
};

/** The score rules by kind of name. */
export const scoreRules: Readonly<Record<NameKind, ScoreRules>> = {
  person: persons,
  company: companies,
};
