import anyAscii from 'any-ascii';
import { isInKanji } from './japanese.ts';
import { skeleton, lettersForDigits, mixesScripts } from '../../platform/look-alike-name.ts';

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
  /** Two full names written as one: either they are that, or not; nobody looks for slips in it. */
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

const setOf = (list: string) => new Set(list.split(' '));
const particles = setOf(
  'al el ul ad ar as az an bin ben ibn bint bt abu abi umm ould wa e y i de del della dela di da ' +
    'do dos das du la le los las lo van von vom zu zum zur den der ter ten op st san o af av',
);
const titles = setOf(
  'mr mrs ms miss dr prof sir madam dame herr frau monsieur madame mme mlle senor senora sr sra ing',
);
/** Of rank, learning or descent: lists have them within names, and people leave them out. */
const honorifics = setOf(
  'sheikh shaikh shaykh sheik cheikh sheykh hajji haji hadji alhaj mullah mulla mullo mawlawi maulavi ' +
    'maulawi mawlavi molvi moulavi qari ustad ustadh ustaz sayyid syed seyed sayed seyyed sayyed ' +
    'president minister general gen colonel col captain capt lieutenant lt sergeant sgt admiral ' +
    'brigadier commander ayatollah mufti doctor engineer engr rev reverend prasident',
);
const generations = setOf('jr snr junior senior ii iii iv phd md mba esq');

/** What people type beside their name where visitors sign in. Some bear one of them as a name. */
const roles = setOf(
  'visitor visitors guest guests contractor vendor supplier customer client employee staff intern ' +
    'candidate interview delivery courier driver test tester demo unknown none anonymous ' +
    'besucher besucherin gast visiteur visiteuse invite visitante invitado visita convidado ospite bezoeker',
);

const pinyin =
  /^(?:(?:[zcs]h?|[bpmfdtnlgkhjqxryw])?(?:i?ang|i?ong|[eiu]ng|i?an|uan|[eiu]n|iao|[aeo]i|ao|[aio]u|i[aeu]|ua[in]?g?|u[eio]|[aeiou])){1,2}$/;

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
export function wordsOf(name: string, kind: 'person' | 'company' = 'person'): Word[] {
  const read = everyWord(visible(name).slice(0, maxCharacters)).slice(0, maxWords);
  const words = kind === 'person' ? read.filter(({ text }) => !/^\d+$/.test(text)) : read;
  const named = words.filter(
    ({ text, isVowelless }, i) =>
      isVowelless || !(titles.has(text) || (i > 0 && generations.has(text))),
  );
  return withNames(named.length > 0 ? named : words);
}

/** Whether a name is in Japanese characters, of which nobody can say how they are read. */
export function isUnreadable(name: string): boolean {
  return isInKanji(visible(name));
}

/** Whether a name is short enough for every word of it to be looked at. */
export function isReadWhole(name: string): boolean {
  const text = visible(name);
  if (name.length > maxRead || text.length > maxCharacters) return false;
  return everyWord(text).length <= maxWords;
}

function everyWord(text: string): Word[] {
  const isJapanese = isInKanji(text);
  return (
    text
      // The Arabic article is written as one with what follows.
      .replace(/(?<!\p{L})ال(?=\p{L})/gu, 'ال ')
      .split(/\s+/u)
      .flatMap((token, number) => {
        // Whatever is no letter parts words, or is stuck into one: both are looked for.
        const parts = token.split(/[^\p{L}\p{M}\p{N}'`‘’‛′]+/u).filter((part) => part !== '');
        return parts.flatMap((part) => {
          const words = isJapanese ? japanese(part) : latin(part);
          // Set in place: millions of comparisons are quicker when all words are of one shape.
          if (words.length === 1) words[0]!.token = number;
          return words;
        });
      })
  );
}

/** A name that is too long is cut only after what fills it up and says nothing was taken out. */
function visible(name: string): string {
  const text = name
    .slice(0, maxRead)
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  if (text.length <= maxCharacters) return text;
  return text.replace(/\p{M}/gu, '').replace(/[^\p{L}\p{N}'`’]+/gu, ' ');
}

/** Ben Carter and Du Wei bear names that are particles elsewhere, where there is little else. */
function withNames(words: readonly Word[]): Word[] {
  const isEnough = words.filter(({ isParticle }) => !isParticle).length > 1;
  const isEdge = (i: number) => i === 0 || i === words.length - 1;
  return words.map((word, i) => (isEdge(i) && !isEnough ? { ...word, isParticle: false } : word));
}

/** Words written as one: "Abd al-Rahman" and "Abdulrahman", "Xiao Ming" and "Xiaoming". */
export function joined(words: readonly Word[]): Word {
  const whole = (of: (word: Word) => string) => words.map(of).join('');
  const isVowelless = words.some((word) => word.isVowelless);
  const text = whole((word) => word.text);
  return {
    text,
    sound: isVowelless ? whole((word) => word.sound) : sound(text),
    consonants: isVowelless ? undoubled(whole((word) => word.consonants)) : consonants(text),
    isVowelless,
    isParticle: false,
    // Whoever writes "Abdurrahman" for "Abd al-Rahman" changes a letter as well.
    isCompound: words[0]?.text !== 'abd',
    isPinyin: false,
    isSyllable: false,
    isHangul: false,
    token: null,
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
  const part = /\p{Script=Greek}/u.test(given)
    ? greekPairs.reduce((text, [from, to]) => text.replace(from, to), given.toLowerCase())
    : given;
  if (vowelless.test(part)) return [vowellessWord(part)];
  // Every character is a syllable, told apart by the capital letter that it begins with.
  const letters = syllabic.test(part)
    ? anyAscii(part).replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    : anyAscii(part);
  return letters
    .toLowerCase()
    .replace(/['`’]/g, '')
    .split(/[^a-z0-9]+/)
    .filter((text) => text !== '')
    .map((text) => ({
      ...word(text),
      isSyllable: syllabic.test(part),
      isHangul: hangul.test(part),
    }));
}

/** Most words of a list are in many of its names. Emptied when it is full: a visitor may type anything. */
const known = new Map<string, Word>();
const maxKnown = 20_000;

function word(text: string): Word {
  let found = known.get(text);
  if (!found) {
    if (known.size >= maxKnown) known.clear();
    known.set(text, (found = newWord(text)));
  }
  // The copy is told where it stands.
  return { ...found };
}

function newWord(text: string): Word {
  return {
    text,
    sound: sound(text),
    consonants: consonants(text),
    isVowelless: false,
    isParticle: particles.has(text) || honorifics.has(text),
    isCompound: false,
    isPinyin: pinyin.test(text),
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
    text,
    // Its long vowels are written, the short ones are not.
    sound: letters.map((letter) => sound(letter.replace('w', 'u'))).join(''),
    consonants: undoubled(letters.map(consonants).join('')),
    isVowelless: true,
    isParticle: false,
    isCompound: false,
    isPinyin: false,
    isSyllable: false,
    isHangul: false,
    token: null,
  };
}

/**
 * What the romanisations in use write differently, put one way, in this order; capitals stand for
 * sounds that need several letters. After the systems that passports, news agencies and libraries
 * use for Cyrillic, Arabic, Greek and Chinese: ICAO 9303, BGN/PCGN, German, French, ELOT 743.
 */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/^gi(?=[aou])/g, 'i'],
  [/schtsch|shch|chtch/g, 'S'],
  [/tsch|tch|cz/g, 'C'],
  [/sch|sh/g, 'S'],
  [/ch/g, 'C'],
  [/dzh|dj/g, 'j'],
  [/zh/g, 'Z'],
  [/t[sz]/g, 'z'],
  [/ph/g, 'f'],
  [/([dgkt])h/g, '$1'],
  [/ck|qu|q/g, 'k'],
  [/c(?=[eiy])/g, 's'],
  [/c/g, 'k'],
  [/x/g, 'ks'],
  [/ou|oo|oe|ue/g, 'u'],
  [/ee|ea/g, 'i'],
  [/ae/g, 'a'],
  [/[vw]/g, 'f'],
  [/(?<=.)h$/g, ''],
  [/[eyj]/g, 'i'],
  [/o/g, 'u'],
  [/(.)\1+/g, '$1'],
];

/** How a word sounds, roughly. @param text Latin letters, lower case */
function sound(text: string): string {
  return spellings.reduce((word, [from, to]) => word.replace(from, to), text);
}

/** The sound of a word without its vowels, among which Arabic counts what w and y stand for. */
function consonants(text: string): string {
  // Arabic and Hebrew have consonants that one country writes g and another k, d or z, b or v.
  const heard = sound(text.replace(/w/g, 'u'))
    .replace(/g/g, 'k')
    .replace(/z/g, 'd')
    .replace(/f/g, 'b');
  return undoubled(heard.replace(/[aiu]/g, ''));
}

function undoubled(text: string): string {
  return text.replace(/(.)\1+/g, '$1');
}

/**
 * What a person's name may be read as: as it is; with letters for the digits and signs in their place,
 * where a 1 may be an l or an i; and, where several scripts are mixed, as it looks.
 */
export function readingsOf(name: string): string[] {
  const readings = [name];
  // Full-width digits are digits, too.
  const text = name.normalize('NFKC');
  if (/[\p{N}@$€£+!|]/u.test(text)) {
    readings.push(lettersForDigits(text, 'l'), lettersForDigits(text, 'i'));
  }
  if (mixesScripts(text)) readings.push(skeleton(text));
  return [...new Set(readings)];
}
