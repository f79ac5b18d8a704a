import { DataFile } from '../../config/data-file.ts';

/**
 * Japanese names. Their characters are read in ways that only the bearer knows, and not as Chinese are:
 * 田中太郎 is Tanaka Tarō, and no Tian Zhongtailang.
 */
const japanese = new DataFile('server/watchlist/data/japanese.txt');
const characters = { like: /^[\p{L} ]+$/u, example: '佐藤 鈴木' };

/** Made in Japan, or simplified there in a way of its own. */
const ownCharacters = japanese.lines({ section: 'characters', ...characters }).join('');
const onlyJapanese = new RegExp(`[${ownCharacters}]`, 'u');
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const han = /\p{Script=Han}/u;

/** Common family names. */
const familyNames = japanese.words({ section: 'family names', ...characters });
const families = new RegExp(`^(?:${[...familyNames].join('|')})`, 'u');

/** Whether a name is in Japanese characters that cannot be read for certain. @param name after NFKC */
export function isInKanji(name: string): boolean {
  if (!han.test(name)) return false;
  if (kana.test(name) || onlyJapanese.test(name)) return true;
  const written = name.replace(/[^\p{Script=Han}]/gu, '');
  return [...written].length >= 3 && families.test(written);
}
