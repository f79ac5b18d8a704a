import { distance } from 'fastest-levenshtein';
import { undouble } from './sounds.ts';
import type { Word } from './words.ts';

/** Minimum likeness of two words that may be the same. */
export const leastLikeness = 0.6;

/** Likeness of two words with different spellings. */
export const likenesses = {
  sound: 0.97,
  shortSound: 0.9,
  otherForm: 0.9,
  otherRomanisation: 0.9,
  vowels: 0.87,
  consonants: 0.9,
  otherVowels: 0.7,
  ending: 0.94,
  initial: 0.75,
  severalInitials: 0.85,
};

/**
 * Returns how likely two words are the same, with another spelling or misheard: from 0 to 1. It does not know other
 * forms of a name, or initials.
 */
export function likeness(a: Word, b: Word): number {
  if (a.isCompound && b.isCompound) return 0;
  if (a.text === b.text) return 1;
  if (a.isVowelless !== b.isVowelless) return vowellessLikeness(a, b);
  if (a.isPinyin && b.isPinyin)
    return a.sound === b.sound && a.sound.length > 4 ? likenesses.sound : 0;
  if (a.sound === b.sound) return soundLikeness(a, b);
  if (a.isCompound || b.isCompound) return a.consonants.length > 3 ? vowelLikeness(a, b) : 0;
  if (isDeclined(a.text, b.text)) return likenesses.ending;
  return Math.max(spellingLikeness(a.text, b.text), hearingLikeness(a, b), vowelLikeness(a, b));
}

/** Latvian and Lithuanian add an ending to every man's name: "Sergejs Lavrovs", "Putinas". */
function isDeclined(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length < 4 || !long.endsWith('s') || short.endsWith('s')) return false;
  const stem = long.slice(0, -1);
  return stem === short || (/[aiu]$/.test(stem) && stem.slice(0, -1) === short);
}

/** Returns the words that {@link isDeclined} accepts as other forms of this word. */
export function declensions(text: string): string[] {
  const forms = ['s', 'as', 'is', 'us'].map((ending) => text + ending);
  if (!text.endsWith('s')) return forms;
  return [...forms, text.slice(0, -1), text.slice(0, -2)];
}

/** Short words sound alike by chance: "Jing" is not "Ying", and "Fu" not "Wu". */
function soundLikeness(a: Word, b: Word): number {
  const { length } = a.sound;
  if (a.isCompound || b.isCompound) return length >= 6 ? likenesses.sound : 0;
  if (length > 4 || undouble(a.text) === undouble(b.text)) return likenesses.sound;
  return length > 1 && beginsAlike(a, b) ? likenesses.shortSound : 0;
}

/** A typing error in a word that also has another romanisation. */
function hearingLikeness(a: Word, b: Word): number {
  const length = Math.max(a.text.length, b.text.length);
  if (length < 8 && edits(a.text, b.text, 2) === Infinity) return 0;
  if (Math.min(a.sound.length, b.sound.length) < 5) return 0;
  return likenesses.sound * spellingLikeness(a.sound, b.sound);
}

/** Only vowels differ, except the last one, which distinguishes Maria from Mario: "Obeidi" and "Ubaydi". */
function vowelLikeness(a: Word, b: Word): number {
  if (a.consonants !== b.consonants || Math.min(a.text.length, b.text.length) < 5) return 0;
  if (!beginsAlike(a, b)) return 0;
  const isSame = a.sound.at(-1) === b.sound.at(-1) && vowelBlind(a.sound) === vowelBlind(b.sound);
  return isSame ? likenesses.vowels : 0;
}

/** The sound counts j and y as vowels, but Julien is not Alain. */
function beginsAlike(a: Word, b: Word): boolean {
  const [one = '', other = ''] = [a.text[0], b.text[0]];
  const isBoth = (letters: string) => letters.includes(one) && letters.includes(other);
  return one === other || isBoth('aeou') || isBoth('ijy') || isBoth('kqc');
}

function vowelBlind(sound: string): string {
  return sound.replace(/[aiu]+/g, 'a');
}

function vowellessLikeness(a: Word, b: Word): number {
  if (a.consonants !== b.consonants) {
    const shorter = Math.min(a.consonants.length, b.consonants.length);
    if (a.isCompound || b.isCompound) return 0;
    return shorter > 3 && edits(a.consonants, b.consonants, 1) === 1 ? 0.75 : 0;
  }
  if (a.isCompound || b.isCompound) return a.consonants.length > 3 ? likenesses.consonants : 0;
  if (a.consonants.length < 2) return a.consonants.length * 0.8;
  const [written, latin] = a.isVowelless ? [a, b] : [b, a];
  return hasVowels(latin.sound, undouble(written.sound))
    ? likenesses.consonants
    : likenesses.otherVowels;
}

/**
 * Whether a sound in Latin letters has the long vowels that Arabic or Hebrew write, at the same places: "Husayn" is
 * حسين, "Ehsan" is not. It may have short vowels in between. It may begin with a vowel only when a written letter
 * represents that vowel.
 */
function hasVowels(latin: string, written: string): boolean {
  const isVowel = (letter: string | undefined) => letter !== undefined && 'aiu'.includes(letter);
  if (isVowel(latin[0]) !== isVowel(written[0])) return false;
  let at = 0;
  for (const letter of written) {
    while (at < latin.length && !canStandFor(letter, latin[at]!)) at++;
    if (at === latin.length) return false;
    at++;
  }
  return true;
}

const pairs = ['kg', 'gk', 'dz', 'zd', 'bf', 'fb'];

/** Alif may be any vowel, and waw may also be a consonant. Some pairs of consonants are interchangeable. */
function canStandFor(written: string, latin: string): boolean {
  if (written === latin || pairs.includes(written + latin)) return true;
  return (written === 'a' && 'iu'.includes(latin)) || (written === 'u' && latin === 'f');
}

function spellingLikeness(a: string, b: string): number {
  const length = Math.max(a.length, b.length);
  const wrong = edits(a, b, toleratedEdits(length));
  if (wrong === Infinity) return 0;
  const cost = isSwap(a, b) ? 0.7 : wrong;
  // People seldom get the first letter wrong.
  const firstLetter = a[0] === b[0] ? 0 : 0.07;
  return 1 - cost / length - firstLetter;
}

/**
 * Returns the number of edits between two words; a swap of two neighbours counts as one. `Infinity` when there are more
 * than `most`.
 */
function edits(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return Infinity;
  const plain = distance(a, b);
  // A swap of two neighbours costs two replacements.
  const counted = plain === 2 && isSwap(a, b) ? 1 : plain;
  return counted <= most ? counted : Infinity;
}

/** Whether two words differ only by a swap of two neighbours. */
export function isSwap(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  if (i + 1 >= a.length) return false;
  return a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);
}

/** Returns how many edits are tolerated in a word of this length: none in the shortest ones. */
export function toleratedEdits(length: number): number {
  return length <= 3 ? 0 : length <= 7 ? 1 : 2;
}
