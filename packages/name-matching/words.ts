import anyAscii from 'any-ascii';
import { latinLetters } from '../data-file/index.ts';
import { nameData } from './name-data.ts';
import { isInKanji, isKorean, isPinyin } from './romanisations.ts';
import { consonants, sound, undouble } from './sounds.ts';
import { skeleton, lettersForDigits, mixesScripts } from './look-alikes.ts';

/** One word of a name in the forms that it is compared in. */
export interface Word {
  /** Latin letters and digits, lower case. */
  text: string;
  /** Like `text`, but the same for the usual ways of writing a sound in Latin letters. */
  sound: string;
  /** What is left of it in a script that writes no vowels. */
  consonants: string;
  /** Was written in such a script (Arabic, Hebrew, those of India). */
  isVowelless: boolean;
  /** An article, or "son of", which people leave out. */
  isParticle: boolean;
  /** Two full names written as one: either they are that, or not; no one looks for slips in it. */
  isCompound: boolean;
  /** Could be Chinese in pinyin, where one letter more or less makes another name. */
  isPinyin: boolean;
  /** A syllable of Chinese or Korean in their own script. */
  isSyllable: boolean;
  isHangul: boolean;
  /** Words of the same number had no space between them, only a sign. One of several syllables has none: null. */
  token: number | null;
}

// Nothing that a form holds needs more, and every word is compared with every other.
const maxWords = 12;
const maxCharacters = 200;
/** Of a name as it came. */
const maxRead = 5000;

const wordsFile = nameData('name-words.txt');
const wordsIn = (section: string) => wordsFile.words({ section, ...latinLetters });
const particles = wordsIn('particles');
const titles = wordsIn('titles');
const honorifics = wordsIn('honorifics');
const generations = wordsIn('generations');
const roles = wordsIn('roles');

// The scripts of India and its neighbours write all vowels but the one that every consonant has.
const vowelless =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Thai}\p{Script=Lao}\p{Script=Myanmar}]/u;
const hangul = /\p{Script=Hangul}/u;
const syllabic = /[\p{Script=Han}\p{Script=Hangul}]/u;

/** Whether a word beside a name is hardly a part of it. */
export function isRole(text: string): boolean {
  return roles.has(text);
}

/**
 * The words of a name, without titles, in the order in which they were written. A person's have no
 * number among them; a company's may.
 */
export function nameWords(name: string, kind: 'person' | 'company' = 'person'): Word[] {
  const read = everyWord(visible(name).slice(0, maxCharacters), maxWords);
  const words = kind === 'person' ? read.filter(({ text }) => !isNumber(text)) : read;
  // "Fund II" is a number of a company, and no generation.
  const named = words.filter((word, i) => !isTitle(word, kind === 'person' ? i : 0));
  return withNames(withSyllables(named.length > 0 ? named : words));
}

function isTitle({ text, isVowelless }: Word, at: number): boolean {
  return !isVowelless && (titles.has(text) || (at > 0 && generations.has(text)));
}

function isNumber(text: string): boolean {
  return text.charCodeAt(0) <= 57 && /^\d+$/.test(text);
}

/** Whether a name is in Japanese characters, of which no one can say how they are read. */
export function isUnreadable(name: string): boolean {
  return isInKanji(visible(name));
}

/** Whether a name is short enough for every word of it to be looked at. */
export function isReadWhole(name: string): boolean {
  const text = visible(name);
  if (name.length > maxRead || text.length > maxCharacters) return false;
  return everyWord(text, maxWords + 1).length <= maxWords;
}

/** @param most how many at most */
function everyWord(text: string, most: number): Word[] {
  const isPlain = isAscii(text);
  const isJapanese = !isPlain && isInKanji(text);
  // The Arabic article is written as one with what follows.
  const apart = isPlain ? text : text.replace(/(?<!\p{L})ال(?=\p{L})/gu, 'ال ');
  const words: Word[] = [];
  const tokens = apart.split(/\s+/);
  for (let number = 0; number < tokens.length && words.length < most; number++) {
    const token = tokens[number]!;
    for (const { word, isStuck } of isJapanese ? partsOf(token, japanese) : knownParts(token)) {
      // A copy, which gets its place.
      words.push({ ...word, token: isStuck ? number : null });
    }
  }
  return words.slice(0, most);
}

interface TokenPart {
  word: Word;
  /** Only a sign is between it and the others, no syllable. */
  isStuck: boolean;
}

/** Most words of a list are in many of its names. Emptied when it is full: a visitor may type anything. */
const known = new Map<string, TokenPart[]>();
const maxKnown = 20_000;

function knownParts(token: string): readonly TokenPart[] {
  let parts = known.get(token);
  if (!parts) {
    if (known.size >= maxKnown) known.clear();
    known.set(token, (parts = partsOf(token, latin)));
  }
  return parts;
}

/** Whatever is no letter parts words, or is stuck into one: both are looked for. */
function partsOf(token: string, read: (part: string) => Word[]): TokenPart[] {
  const parts = token.split(isAscii(token) ? /[^a-zA-Z0-9'`]+/ : /[^\p{L}\p{M}\p{N}'`‘’‛′]+/u);
  return parts
    .filter((part) => part !== '')
    .flatMap((part) => {
      const words = read(part);
      return words.map((word) => ({ word, isStuck: words.length === 1 }));
    });
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** A name that is too long is cut only after what fills it up and says nothing was taken out. */
function visible(name: string): string {
  const read = name.slice(0, maxRead);
  const text = isAscii(read)
    ? read
    : read.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  if (text.length <= maxCharacters) return text;
  return text.replace(/\p{M}/gu, '').replace(/[^\p{L}\p{N}'`’]+/gu, ' ');
}

/** Of the particles, those that are syllables of Korean names: "Pak Do Chun". */
const koreanSyllables = wordsIn('korean syllables');

function withSyllables(words: Word[]): Word[] {
  const isSyllable = ({ text, isParticle }: Word) => isParticle && koreanSyllables.has(text);
  if (!words.some(isSyllable) || !isKorean(words.map(({ text }) => text))) return words;
  return words.map((word) => (isSyllable(word) ? { ...word, isParticle: false } : word));
}

/** Ben Carter and Du Wei bear names that are particles elsewhere, where there is little else. */
function withNames(words: Word[]): Word[] {
  let names = 0;
  for (const { isParticle } of words) if (!isParticle) names++;
  if (names > 1) return words;
  const isEdge = (i: number) => i === 0 || i === words.length - 1;
  return words.map((word, i) => (isEdge(i) ? { ...word, isParticle: false } : word));
}

/** Words written as one: "Abd al-Rahman" and "Abdulrahman", "Xiao Ming" and "Xiaoming". */
export function joinWords(words: readonly Word[]): Word {
  let text = '';
  for (const word of words) text += word.text;
  // "Abdurrahman" for "Abd al-Rahman" also changes a letter.
  const isCompound = words[0]?.text !== 'abd';
  if (!words.some((word) => word.isVowelless)) return { ...unknownWord(text), isCompound };
  return {
    ...unknownWord(text),
    sound: words.map((word) => word.sound).join(''),
    consonants: undouble(words.map((word) => word.consonants).join('')),
    isVowelless: true,
    isCompound,
  };
}

/** Letters that Greek writes two of for one sound (ELOT 743). */
const greekPairs: readonly (readonly [RegExp, string])[] = [
  [/ο[υύ]/gu, 'ou'],
  [/([αε])[υύ]/gu, '$1v'],
  [/γγ/gu, 'ng'],
  [/^μπ/gu, 'b'],
];

/** Characters stand for themselves: the same ones are the same name. Kana are read as they sound. */
function japanese(part: string): Word[] {
  const runs = part.match(/[\p{Script=Han}ヶ々〆]+|[^\p{Script=Han}ヶ々〆]+/gu) ?? [];
  return runs.flatMap((run) => (/\p{Script=Han}/u.test(run) ? [word(run)] : latin(run)));
}

function latin(given: string): Word[] {
  if (given === 'ال') return [word('al')];
  const part =
    !isAscii(given) && /\p{Script=Greek}/u.test(given)
      ? greekPairs.reduce((text, [from, to]) => text.replace(from, to), given.toLowerCase())
      : given;
  if (isAscii(part)) return latinWords(part, false, false);
  if (vowelless.test(part)) return [vowellessWord(part)];
  const isSyllable = syllabic.test(part);
  // Every character is a syllable, told apart by the capital letter that it begins with.
  const letters = isSyllable ? anyAscii(part).replace(/(?<=[a-z])(?=[A-Z])/g, ' ') : anyAscii(part);
  return latinWords(letters, isSyllable, hangul.test(part));
}

function latinWords(letters: string, isSyllable: boolean, isHangul: boolean): Word[] {
  return letters
    .toLowerCase()
    .replace(/['`’]/g, '')
    .split(/[^a-z0-9]+/)
    .filter((text) => text !== '')
    .map((text) => ({ ...word(text), isSyllable, isHangul }));
}

function word(text: string): Word {
  const isParticle = particles.has(text) || honorifics.has(text);
  return { ...unknownWord(text), isParticle, isPinyin: isPinyin(text) };
}

/** A word of which no more is known than its letters. */
function unknownWord(text: string): Word {
  const heard = sound(text);
  return {
    text,
    sound: heard,
    consonants: consonants(text, heard),
    isVowelless: false,
    isParticle: false,
    isCompound: false,
    isPinyin: false,
    isSyllable: false,
    isHangul: false,
    token: null,
  };
}

/** Which AnyAscii drops, or writes as one consonant only. */
const lettersOfOurs: Partial<Record<string, string>> = {
  ...{ ا: 'a', أ: 'a', إ: 'a', آ: 'a', ٱ: 'a' },
  ...{ ב: 'b', ו: 'w', א: 'a' },
};

function latinLetter(letter: string): string {
  return anyAscii(letter).toLowerCase().replace(/['`’]/g, '');
}

/** Letter by letter: consonants that only seem to be neighbours make no sound together. */
function vowellessWord(part: string): Word {
  const letters = [...part].map((letter, i) =>
    // Before a vowel that is not written, ayn is all that shows that the name begins with one.
    i === 0 && letter === 'ع' ? 'a' : (lettersOfOurs[letter] ?? latinLetter(letter)),
  );
  // Like the last h of a name in Latin letters, it is not heard.
  if (letters.at(-1) === 'h') letters.pop();
  const text = letters.join('');
  return {
    ...unknownWord(text),
    // Its long vowels are written, the short ones are not.
    sound: letters.map((letter) => sound(letter.replace('w', 'u'))).join(''),
    consonants: undouble(letters.map((letter) => consonants(letter)).join('')),
    isVowelless: true,
  };
}

/** What people put beside their names: `John "Jack" Doe`, "John (Jack) Doe". */
const aside =
  /(?<=^|[\s,])(?:["“”„«»‹›][^"“”„«»‹›]{1,60}["“”„«»‹›]|[('‘][^()'‘’]{1,60}[)'’])(?=$|[\s,])/gu;

/**
 * What a person's name may be read as: as it is; with a gap for whatever cannot be seen; without a name in
 * quotes or brackets; with one of two family names; with letters for the digits and signs in their place,
 * where a 1 may be an l or an i, or a gap; and, where several scripts are mixed, as it looks.
 */
export function nameReadings(name: string): string[] {
  const written = [name, name.replace(/\p{Default_Ignorable_Code_Point}/gu, ' ')];
  const plain = written.map((one) => one.replace(aside, ' '));
  const readings = [...written, ...plain, ...plain.flatMap(withOneFamilyName)];
  // Full-width digits are digits, too.
  const text = name.normalize('NFKC');
  if (/[\p{N}@$€£+!|]/u.test(text)) {
    readings.push(lettersForDigits(text, 'l'), lettersForDigits(text, 'i'));
    readings.push(text.replace(/[\p{N}@$€£+!|]/gu, ' '));
  }
  if (mixesScripts(text)) readings.push(skeleton(text));
  return [...new Set(readings)].filter((reading) => /\p{L}/u.test(reading));
}

const doubleFamilyName =
  /^([^,]*\s)(\p{L}{3,})[-‐‑–](\p{L}{3,})$|^(\p{L}{3,})[-‐‑–](\p{L}{3,})(,.+)$/u;

/** "John Doe" and "John Roe" for "John Doe-Roe"; syllables that are joined so are one name. */
function withOneFamilyName(name: string): string[] {
  const [, given, one, other, first, second, after] = doubleFamilyName.exec(name.trim()) ?? [];
  if (given && one && other) return isSyllables(one, other) ? [] : [given + one, given + other];
  return first && second && after && !isSyllables(first, second)
    ? [first + after, second + after]
    : [];
}

function isSyllables(...texts: string[]): boolean {
  const plain = texts.map((text) => text.toLowerCase());
  return plain.some(isPinyin) || isKorean(plain);
}
