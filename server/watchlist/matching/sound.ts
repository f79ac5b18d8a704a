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
export function sound(text: string): string {
  return spellings.reduce((word, [from, to]) => word.replace(from, to), text);
}

/** The sound of a word without its vowels, among which Arabic counts what w and y stand for. */
export function consonants(text: string): string {
  return undoubled(sound(text.replace(/w/g, 'u')).replace(/[aiu]/g, ''));
}

export function undoubled(text: string): string {
  return text.replace(/(.)\1+/g, '$1');
}
