import { labData } from './lab-data.ts';
import { drawPerson, type MadeUp } from './peoples.ts';

type Random = () => number;

/** A way in which a sign-in form may change a listed name. `null` when it does not apply to this person. */
type Distortion = (person: MadeUp, random: Random) => string | null;

/** Common diminutives, by the listed given name. */
const shortForms = new Map(
  labData('short-forms.txt')
    .groups({ like: /^\p{L}+( \p{L}+)+$/u, example: 'William Bill Will' })
    .map(([name = '', ...short]) => [name, short]),
);

export const distortions = {
  'as listed': (person) => undistort(person),
  'family name first': ({ given, middle, family }) => words(family, given, middle),
  'middle name before': ({ given, middle, family }) => middle && words(family, middle, given),
  'one slip of spelling': (person, random) => slip(undistort(person), random),
  'a slip in two words': (person, random) => twoSlips(person, random),
  'accents left out': (person) => changeName(undistort(person), (name) => bare(name)),
  'accents spelled out': (person) => changeName(undistort(person), spellOut),
  'Cyrillic script': (person) => (isCyrillic(person) ? person.native : null),
  'Cyrillic, family name first': (person) =>
    isCyrillic(person) && person.native ? person.native.split(' ').toReversed().join(' ') : null,
  'Cyrillic by another system': (person, random) =>
    isCyrillic(person) ? drawPerson(person.otherwise, random) : null,
  'Arabic script': (person) => (person.people === 'arabic' ? person.native : null),
  'Arabic romanised otherwise': (person, random) =>
    person.people === 'arabic' ? drawPerson(person.otherwise, random) : null,
  'Greek script': (person) => (person.people === 'greek' ? person.native : null),
  'Greek by the ear': (person) => (person.people === 'greek' ? person.otherwise[0]! : null),
  'Chinese characters': (person) => (person.people === 'chinese' ? person.native : null),
  'pinyin written otherwise': (person, random) =>
    person.people === 'chinese' ? drawPerson(person.otherwise, random) : null,
  'middle name left out': ({ given, middle, family }) => middle && words(given, family),
  'second surname left out': ({ given, middle, family }) =>
    family.includes(' ') ? words(given, middle, family.split(' ')[0]!) : null,
  'a name more': ({ given, middle, family }, random) =>
    middle
      ? null
      : words(given, drawPerson(['Leo', 'Rose', 'Max', 'Noel', 'Amin', 'Lou'], random), family),
  initial: ({ given, middle, family }) => words(`${given[0]}.`, middle, family),
  'initials before the family name': ({ given, middle, family }) =>
    middle && words(`${given[0]}.`, `${middle[0]}.`, family),
  'initials behind the family name': ({ given, middle, family }) =>
    middle && words(family, `${given[0]}.`, `${middle[0]}.`),
  // Chinese names have no second given name, and of two given names the list has both.
  'an initial that the list lacks': ({ people, given, middle, family }, random) =>
    middle || people === 'chinese' || /[ -]/.test(given)
      ? null
      : words(family, `${given[0]}.`, `${drawPerson([...'ABDEIKLMNRSV'], random)}.`),
  'middle initial': ({ given, middle, family }) => middle && words(given, `${middle[0]}.`, family),
  'short form of the given name': ({ given, middle, family }, random) => {
    const short = shortForms.get(given);
    return short ? words(drawPerson(short, random), middle, family) : null;
  },
  'written as one or apart': (person) => togetherOrApart(person),
  'slip and family name first': ({ given, middle, family }, random) =>
    slip(words(family, given, middle), random),
} as const satisfies Record<string, Distortion>;

export type DistortionKind = keyof typeof distortions;

export function undistort({ given, middle, family }: MadeUp): string {
  return words(given, middle, family);
}

function words(...parts: (string | null)[]): string {
  return parts.filter((part) => part !== null).join(' ');
}

function isCyrillic({ people }: MadeUp): boolean {
  return people === 'russian' || people === 'ukrainian';
}

function changeName(name: string, change: (name: string) => string): string | null {
  const other = change(name);
  return other === name ? null : other;
}

function bare(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '');
}

function spellOut(name: string): string {
  const spelled: Record<string, string> = {
    ä: 'ae',
    ö: 'oe',
    ü: 'ue',
    Ä: 'Ae',
    Ö: 'Oe',
    Ü: 'Ue',
    ß: 'ss',
  };
  return name.replace(/[äöüÄÖÜß]/g, (letter) => spelled[letter] ?? letter);
}

const neighbours: Record<string, string> = Object.fromEntries(
  ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'].flatMap((row) =>
    [...row].map((key, i) => [key, (row[i - 1] ?? '') + (row[i + 1] ?? '')]),
  ),
);

/** Makes one typing error of the four usual kinds, in a word of four letters or more. */
function slip(name: string, random: Random): string {
  const parts = name.split(' ');
  const long = parts.flatMap((part, i) => (part.length >= 4 ? [i] : []));
  const at = long.length > 0 ? drawPerson(long, random) : 0;
  return parts.map((part, i) => (i === at ? misspell(part, random) : part)).join(' ');
}

function twoSlips({ given, middle, family }: MadeUp, random: Random): string | null {
  if (given.length < 5 || family.length < 5 || family.includes(' ')) return null;
  return words(misspell(given, random), middle, misspell(family, random));
}

function misspell(word: string, random: Random): string {
  for (;;) {
    // Sometimes also in the first letter.
    const i = random() < 0.05 ? 0 : 1 + Math.floor(random() * (word.length - 1));
    const letter = word[i]!;
    const next = drawPerson([...(neighbours[letter.toLowerCase()] ?? 'e')], random);
    const kinds = [
      () => word.slice(0, i) + word.slice(i + 1),
      () => word.slice(0, i) + letter + word.slice(i),
      () => word.slice(0, i) + next + word.slice(i + 1),
      () => word.slice(0, i) + next + word.slice(i),
      () => word.slice(0, i) + (word[i + 1] ?? '') + letter + word.slice(i + 2),
    ];
    const other = drawPerson(kinds, random)();
    if (other !== word) return other;
  }
}

function togetherOrApart({ given, middle, family }: MadeUp): string | null {
  if (/[-' ]/.test(family)) return words(given, middle, family.replace(/[-' ]/g, ''));
  if (/-/.test(given)) return words(given.replace(/-/g, ' '), middle, family);
  if (/^(Mac|Van|De|Di|La|El|Al)[a-z]{3}/.test(family)) {
    return words(given, middle, family.replace(/^(Mac|..n|..)/, '$1 '));
  }
  return null;
}
