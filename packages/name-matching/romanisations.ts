import { latinLetters } from '#base/files';
import { nameData } from './name-data.ts';

/**
 * The romanisations of Chinese and Korean that lists and passports mix: pinyin and Wade-Giles; the Revised
 * Romanisation, McCune-Reischauer and the spellings that Koreans choose. Apostrophes are not supported, because nearly
 * everybody omits them.
 */

/** Initials and finals of pinyin with their Wade-Giles form, in this order. */
const wadeGilesOf: readonly (readonly [RegExp, string])[] = [
  [/^(zh|ch|sh|r)i(?![aeioun])/g, '$1ih'],
  [/^(z|c|s)i(?![aeioun])/g, '$1u'],
  [/x/g, 'hs'],
  [/zh|[jq]/g, 'CH'],
  [/z|c(?!h)/g, 'TS'],
  [/b/g, 'P'],
  [/d/g, 'T'],
  [/(?<!n)g/g, 'K'],
  [/r/g, 'J'],
  [/ong/g, 'ung'],
  [/ian(?!g)/g, 'ien'],
  [/ie/g, 'ieh'],
  [/ue/g, 'ueh'],
  [/(?<=[aeiouTKPH])e$/g, 'e'],
];

/** Converts a word from pinyin to Wade-Giles, without apostrophes. @param text as `Word.text` */
export function wadeGiles(text: string): string {
  return wadeGilesOf.reduce((all, [from, to]) => all.replace(from, to), text).toLowerCase();
}

const pinyinPattern =
  /^(?:(?:[zcs]h?|[bpmfdtnlgkhjqxryw])?(?:i?ang|i?ong|[eiu]ng|i?an|uan|[eiu]n|iao|[aeo]i|ao|[aio]u|i[aeu]|ua[in]?g?|u[eio]|[aeiou])){1,2}$/;

/** Length of two syllables: "zhuangzhuang". */
const longestPinyin = 12;

/** Whether a word could be one or two syllables of pinyin. @param text as `Word.text` */
export function isPinyin(text: string): boolean {
  return text.length <= longestPinyin && pinyinPattern.test(text);
}

/** Spellings that occur in Wade-Giles, but never in pinyin. */
const onlyWadeGiles = /^hs|^ts[euo]|^tz|ieh$|ueh$|ih$|ung$|^[ptkc]h?ien$|iang$|^chü|^erh$/;

/** Whether a name is probably in Wade-Giles. */
export function isWadeGiles(texts: readonly string[]): boolean {
  const isSyllable = (text: string) => text.length <= 7 && /^[a-z]+$/.test(text);
  return (
    texts.length >= 2 && texts.every(isSyllable) && texts.some((text) => onlyWadeGiles.test(text))
  );
}

const korean = nameData('korean.txt');
/** By spelling: all spellings that it may represent, itself included. */
const spellingsIn = (section: string) =>
  new Map(korean.groups({ section, ...latinLetters }).map((all) => [all[0]!, all]));
const koreanInitials = spellingsIn('initials');
const koreanVowels = spellingsIn('vowels');
/** Only for Latin letters: in Hangul, each vowel is certain. */
const uncertainVowels = spellingsIn('vowels that are not certain');
const koreanFinals = spellingsIn('finals');
/** Family names with spellings of their own. */
const koreanFamilies = korean.groups({ section: 'spellings of family names', ...latinLetters });
const koreanFirst = korean.words({ section: 'family names', ...latinLetters });

const syllable =
  /^(g|k|d|t|b|p|j|ch|r|l|sh|s|h|m|n)?(y?[aeou]|i|y?eo|y?ae|ye|eu|oe|oi|ai|ee|oo|you|yoo|wa|wo|weo|we|wi|ui|eui)(g|k|d|t|b|p|l|r|n|m|ng)?$/;
/** Endings from AnyAscii, which writes Hangul letter by letter. Elsewhere, "Sog" is a misspelled "Song". */
const letterByLetter = /(?<!n)g$|[dbr]$/;

/**
 * Returns other spellings of a syllable of a Korean name; empty when it cannot be one.
 * @param text as `Word.text`
 * @param isHangul whether it was written in Hangul, so that its vowel is certain
 */
export function koreanForms(text: string, isHangul: boolean): string[] {
  const forms = new Set(koreanFamilies.filter((all) => all.includes(text)).flat());
  const [, initial = '', vowel = '', final = ''] = syllable.exec(text) ?? [];
  if (vowel !== '') {
    const more = isHangul ? [] : (uncertainVowels.get(vowel) ?? []);
    const vowels = new Set([...(koreanVowels.get(vowel) ?? [vowel]), ...more]);
    for (const a of koreanInitials.get(initial) ?? [initial]) {
      for (const b of vowels) {
        for (const c of koreanFinals.get(final) ?? [final]) forms.add(a + b + c);
      }
    }
  }
  forms.delete(text);
  return [...forms];
}

/** Whether a word may be a syllable of a Korean name. A single letter may be an initial. */
export function isKoreanSyllable(text: string): boolean {
  return text.length > 1 && syllable.test(text) && !letterByLetter.test(text);
}

/** Whether a name is probably Korean: a family name and syllables. */
export function isKorean(texts: readonly string[]): boolean {
  if (texts.length < 2 || texts.length > 3 || !texts.every((text) => text.length <= 6))
    return false;
  const isFamily = koreanFirst.has(texts[0]!) || koreanFirst.has(texts.at(-1)!);
  return isFamily && texts.filter((text) => syllable.test(text)).length >= texts.length - 1;
}

/**
 * Japanese names. Only the bearer knows how their characters are read, and the Chinese reading is wrong: 田中太郎 is
 * Tanaka Tarō, not Tian Zhongtailang.
 */
const japanese = nameData('japanese.txt');
const characters = { like: /^[\p{L} ]+$/u, example: '佐藤 鈴木' };

/** Characters made in Japan, or simplified there in their own way. */
const ownCharacters = japanese.lines({ section: 'characters', ...characters }).join('');
const onlyJapanese = new RegExp(`[${ownCharacters}]`, 'u');
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const han = /\p{Script=Han}/u;

/** Common family names. */
const familyNames = japanese.words({ section: 'family names', ...characters });
const families = new RegExp(`^(?:${[...familyNames].join('|')})`, 'u');

/** Whether a name has Japanese characters without a certain reading. @param name after NFKC */
export function isInKanji(name: string): boolean {
  if (!han.test(name)) return false;
  if (kana.test(name) || onlyJapanese.test(name)) return true;
  const written = name.replace(/[^\p{Script=Han}]/gu, '');
  return [...written].length >= 3 && families.test(written);
}
