import anyAscii from 'any-ascii';
import { latinLetters } from '#base/files';
import { nameData } from './name-data.ts';
import { isInKanji, isKorean, isPinyin } from './romanisations.ts';
import { consonants, sound, undouble } from './sounds.ts';
import { skeleton, lettersForDigits, mixesScripts } from './look-alikes.ts';

/** One word of a name, in the forms for comparison. */
export interface Word {
  /** Latin letters and digits, lower case. */
  text: string;
  /** Like `text`, but equal for the usual romanisations of a sound. */
  sound: string;
  /** The letters that a script without vowels would write. */
  consonants: string;
  /** Whether it was written in such a script (Arabic, Hebrew, those of India). */
  isVowelless: boolean;
  /** Whether it is an article, or "son of", which people often omit. */
  isParticle: boolean;
  /** Whether it joins two full names. It must match exactly, without typing errors. */
  isCompound: boolean;
  /** Whether it may be Chinese in pinyin, in which one letter more or less makes another name. */
  isPinyin: boolean;
  /** Whether it is a Chinese or Korean syllable in its own script. */
  isSyllable: boolean;
  isHangul: boolean;
  /** Words with the same number had only a sign between them, no space. Null for one of several syllables. */
  token: number | null;
}

// Limits the work, because every word is compared with every other. No form needs more.
const maxWords = 12;
const maxCharacters = 200;
/** Of the raw name. */
const maxRead = 5000;

const wordsFile = nameData('name-words.txt');
const wordsIn = (section: string) => wordsFile.words({ section, ...latinLetters });
const particles = wordsIn('particles');
const titles = wordsIn('titles');
const honorifics = wordsIn('honorifics');
const generations = wordsIn('generations');
const roles = wordsIn('roles');

// The scripts of India and its neighbours write all vowels except the inherent one.
const vowelless =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Thai}\p{Script=Lao}\p{Script=Myanmar}]/u;
const hangul = /\p{Script=Hangul}/u;
const syllabic = /[\p{Script=Han}\p{Script=Hangul}]/u;

/** Whether a word beside a name is probably a role, not a name. */
export function isRole(text: string): boolean {
  return roles.has(text);
}

/**
 * Returns the words of a name, without titles, in the written order. A person's name has no numbers; a company's name
 * may have them.
 */
export function nameWords(name: string, kind: 'person' | 'company' = 'person'): Word[] {
  const read = everyWord(visible(name).slice(0, maxCharacters), maxWords);
  const words = kind === 'person' ? read.filter(({ text }) => !isNumber(text)) : read;
  // In "Fund II", the number belongs to a company and is no generation.
  const named = words.filter((word, i) => !isTitle(word, kind === 'person' ? i : 0));
  return withNames(withSyllables(named.length > 0 ? named : words));
}

function isTitle({ text, isVowelless }: Word, at: number): boolean {
  return !isVowelless && (titles.has(text) || (at > 0 && generations.has(text)));
}

function isNumber(text: string): boolean {
  return text.charCodeAt(0) <= 57 && /^\d+$/.test(text);
}

/** Whether a name has Japanese characters without a certain reading. */
export function isUnreadable(name: string): boolean {
  return isInKanji(visible(name));
}

/** Whether a name is short enough to read every word. */
export function isReadWhole(name: string): boolean {
  const text = visible(name);
  if (name.length > maxRead || text.length > maxCharacters) return false;
  return everyWord(text, maxWords + 1).length <= maxWords;
}

/** @param most maximum number of words */
function everyWord(text: string, most: number): Word[] {
  const isPlain = isAscii(text);
  const isJapanese = !isPlain && isInKanji(text);
  // The Arabic article is joined to the following word.
  const apart = isPlain ? text : text.replace(/(?<!\p{L})ال(?=\p{L})/gu, 'ال ');
  const words: Word[] = [];
  const tokens = apart.split(/\s+/);
  for (let number = 0; number < tokens.length && words.length < most; number++) {
    const token = tokens[number]!;
    for (const { word, isStuck } of isJapanese ? partsOf(token, japanese) : knownParts(token)) {
      // Copies the word, because it gets its place.
      words.push({ ...word, token: isStuck ? number : null });
    }
  }
  return words.slice(0, most);
}

interface TokenPart {
  word: Word;
  /** Whether it is separated from its neighbours only by signs. */
  isStuck: boolean;
}

/** Cache of tokens, because most words occur in many names. Cleared when full: a visitor may type anything. */
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

/** A character that is no letter may separate words, or may be inserted into one: both are searched. */
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

/** Removes fillers before a name that is too long is cut. */
function visible(name: string): string {
  const read = name.slice(0, maxRead);
  const text = isAscii(read)
    ? read
    : read.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  if (text.length <= maxCharacters) return text;
  return text.replace(/\p{M}/gu, '').replace(/[^\p{L}\p{N}'`’]+/gu, ' ');
}

/** Particles that are also syllables of Korean names: "Pak Do Chun". */
const koreanSyllables = wordsIn('korean syllables');

function withSyllables(words: Word[]): Word[] {
  const isSyllable = ({ text, isParticle }: Word) => isParticle && koreanSyllables.has(text);
  if (!words.some(isSyllable) || !isKorean(words.map(({ text }) => text))) return words;
  return words.map((word) => (isSyllable(word) ? { ...word, isParticle: false } : word));
}

/** Treats particles as names when there is little else, as in Ben Carter and Du Wei. */
function withNames(words: Word[]): Word[] {
  let names = 0;
  for (const { isParticle } of words) if (!isParticle) names++;
  if (names > 1) return words;
  const isEdge = (i: number) => i === 0 || i === words.length - 1;
  return words.map((word, i) => (isEdge(i) ? { ...word, isParticle: false } : word));
}

/** Joins words: "Abd al-Rahman" to "Abdulrahman", "Xiao Ming" to "Xiaoming". */
export function joinWords(words: readonly Word[]): Word {
  let text = '';
  for (const word of words) text += word.text;
  // "Abdurrahman" for "Abd al-Rahman" also changes a letter, so this is no compound.
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

/** Pairs of Greek letters for one sound (ELOT 743). */
const greekPairs: readonly (readonly [RegExp, string])[] = [
  [/ο[υύ]/gu, 'ou'],
  [/([αε])[υύ]/gu, '$1v'],
  [/γγ/gu, 'ng'],
  [/^μπ/gu, 'b'],
];

/** Keeps characters unchanged, because only the same characters are the same name. Reads kana by sound. */
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
  // Every character is a syllable, and begins with a capital letter.
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

/** Makes a word of which only the letters are known. */
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

/** Letters that AnyAscii drops, or writes only as a consonant. */
const lettersOfOurs: Partial<Record<string, string>> = {
  ...{ ا: 'a', أ: 'a', إ: 'a', آ: 'a', ٱ: 'a' },
  ...{ ב: 'b', ו: 'w', א: 'a' },
};

function latinLetter(letter: string): string {
  return anyAscii(letter).toLowerCase().replace(/['`’]/g, '');
}

/** Reads each letter separately, because neighbouring consonants may have unwritten vowels between them. */
function vowellessWord(part: string): Word {
  const letters = [...part].map((letter, i) =>
    // At the beginning, ayn is the only sign of a vowel that is not written.
    i === 0 && letter === 'ع' ? 'a' : (lettersOfOurs[letter] ?? latinLetter(letter)),
  );
  // Silent, like the last h of a name in Latin letters.
  if (letters.at(-1) === 'h') letters.pop();
  const text = letters.join('');
  return {
    ...unknownWord(text),
    // Only the long vowels are written.
    sound: letters.map((letter) => sound(letter.replace('w', 'u'))).join(''),
    consonants: undouble(letters.map((letter) => consonants(letter)).join('')),
    isVowelless: true,
  };
}

/** Additions to names: `John "Jack" Doe`, "John (Jack) Doe". */
const aside =
  /(?<=^|[\s,])(?:["“”„«»‹›][^"“”„«»‹›]{1,60}["“”„«»‹›]|[('‘][^()'‘’]{1,60}[)'’])(?=$|[\s,])/gu;

/**
 * Returns the readings of a person's name: as written; with gaps for invisible characters; without a name in quotes or
 * brackets; with one of two family names; with letters for digits and signs, where a 1 may be an l, an i or a gap; and,
 * for mixed scripts, as it looks.
 */
export function nameReadings(name: string): string[] {
  const written = [name, name.replace(/\p{Default_Ignorable_Code_Point}/gu, ' ')];
  const plain = written.map((one) => one.replace(aside, ' '));
  const readings = [...written, ...plain, ...plain.flatMap(withOneFamilyName)];
  // Full-width digits count as digits.
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

/** Returns "John Doe" and "John Roe" for "John Doe-Roe". Joined syllables are one name. */
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
