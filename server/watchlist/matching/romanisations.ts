/**
 * Chinese and Korean in the romanisations that lists and passports use side by side: pinyin and
 * Wade-Giles; the Revised Romanisation, McCune-Reischauer and the spellings that Koreans chose.
 * Apostrophes are not known here: nearly everybody leaves them out.
 */

/** Initials and finals of pinyin as Wade-Giles writes them, in this order. */
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

/** A word in pinyin as Wade-Giles writes it, without apostrophes. @param text as `Word.text` */
export function wadeGiles(text: string): string {
  return wadeGilesOf.reduce((all, [from, to]) => all.replace(from, to), text).toLowerCase();
}

const pinyinPattern =
  /^(?:(?:[zcs]h?|[bpmfdtnlgkhjqxryw])?(?:i?ang|i?ong|[eiu]ng|i?an|uan|[eiu]n|iao|[aeo]i|ao|[aio]u|i[aeu]|ua[in]?g?|u[eio]|[aeiou])){1,2}$/;

/** Of two syllables: "zhuangzhuang". */
const longestPinyin = 12;

/** Whether a word could be one or two syllables of pinyin. @param text as `Word.text` */
export function isPinyin(text: string): boolean {
  return text.length <= longestPinyin && pinyinPattern.test(text);
}

/** What pinyin never writes, and Wade-Giles does. */
const onlyWadeGiles = /^hs|^ts[euo]|^tz|ieh$|ueh$|ih$|ung$|^[ptkc]h?ien$|iang$|^chü|^erh$/;

/** Whether a name seems to be in Wade-Giles. */
export function isWadeGiles(texts: readonly string[]): boolean {
  const isSyllable = (text: string) => text.length <= 7 && /^[a-z]+$/.test(text);
  return (
    texts.length >= 2 && texts.every(isSyllable) && texts.some((text) => onlyWadeGiles.test(text))
  );
}

const koreanInitials: Record<string, readonly string[]> = Object.fromEntries(
  [
    'g k',
    'k g',
    'd t',
    't d',
    'b p',
    'p b',
    'j ch',
    'ch j',
    'r l n',
    'l r n',
    's',
    'sh s',
    'h',
    'm',
    'n',
    'y',
  ]
    .map((line) => line.split(' '))
    .map((all) => [all[0]!, all]),
);
/** By the vowel as it is written, the other ways of writing it: what is heard as "eo" is often "o". */
const koreanVowels: Record<string, readonly string[]> = Object.fromEntries(
  [
    ...[
      'eo o u',
      'yeo yo you yu',
      'eu u',
      'ae ai',
      'oe oi',
      'i ee',
      'u oo',
      'wo weo',
      'ui eui i',
      'yu yoo',
    ],
    ...['ee i', 'oo u', 'you yeo yo yu', 'ai ae', 'yoo yu', 'weo wo'],
    // Not in Hangul, where each is one vowel only.
    ...['+o eo', '+yo yeo you yu', '+u eu eo', '+yu yeo you yo'],
  ].map((line) => {
    const all = line.split(' ');
    return [all[0]!, [all[0]!.replace('+', ''), ...all.slice(1)]];
  }),
);
const koreanFinals: Record<string, readonly string[]> = Object.fromEntries(
  ['g k', 'k g', 'd t', 't d', 'b p', 'p b', 'l r', 'r l', 'n', 'm', 'ng']
    .map((line) => line.split(' '))
    .map((all) => [all[0]!, all]),
);

/** Family names that are written in ways of their own. */
const koreanFamilies = [
  'i yi lee ri rhee li',
  'bag bak park pak',
  'im lim rim',
  'yu ryu yoo',
  'no roh ro',
  'choe choi',
].map((line) => line.split(' '));

const syllable =
  /^(g|k|d|t|b|p|j|ch|r|l|sh|s|h|m|n)?(y?[aeou]|i|y?eo|y?ae|ye|eu|oe|oi|ai|ee|oo|you|yoo|wa|wo|weo|we|wi|ui|eui)(g|k|d|t|b|p|l|r|n|m|ng)?$/;

/**
 * Other spellings of a syllable of a Korean name; none where it can be no such.
 * @param text as `Word.text`
 * @param isHangul whether it was written so, and its vowel is certain
 */
export function koreanForms(text: string, isHangul: boolean): string[] {
  const forms = new Set(koreanFamilies.filter((all) => all.includes(text)).flat());
  const [, initial = '', vowel = '', final = ''] = syllable.exec(text) ?? [];
  if (vowel !== '') {
    const more = isHangul ? [] : (koreanVowels[`+${vowel}`] ?? []);
    const vowels = new Set([...(koreanVowels[vowel] ?? [vowel]), ...more]);
    for (const a of koreanInitials[initial] ?? [initial]) {
      for (const b of vowels) {
        for (const c of koreanFinals[final] ?? [final]) forms.add(a + b + c);
      }
    }
  }
  forms.delete(text);
  return [...forms];
}

const koreanFirst = new Set(
  (
    'kim gim lee yi ri rhee park pak bak bag choi choe jung jong chung chong jeong kang gang cho jo yoon yun jang ' +
    'chang lim rim im han oh o seo so shin sin kwon hwang ahn an song yoo ryu hong jeon chon ko go moon mun son bae ' +
    'pae paek baek baik huh ho heo nam sim shim roh no ha kwak sung cha chu joo ju woo ku gu min ryang i'
  ).split(' '),
);

/** Whether a name seems to be Korean: a family name and syllables. */
export function isKorean(texts: readonly string[]): boolean {
  if (texts.length < 2 || texts.length > 3 || !texts.every((text) => text.length <= 6))
    return false;
  const isFamily = koreanFirst.has(texts[0]!) || koreanFirst.has(texts.at(-1)!);
  return isFamily && texts.filter((text) => syllable.test(text)).length >= texts.length - 1;
}
