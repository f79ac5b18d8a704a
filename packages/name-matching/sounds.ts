/**
 * What the romanisations in use write differently, put one way, in this order; capitals stand for
 * sounds that need several letters. After the systems that passports, news agencies and libraries
 * use for Cyrillic, Arabic, Greek and Chinese: ICAO 9303, BGN/PCGN, German, French, ELOT 743.
 *
 * Third: the letters without which a rule changes nothing. Most words have few of them, and looking is
 * quicker than replacing.
 */
const spellings: readonly (readonly [RegExp, string, needed: string])[] = [
  [/^gi(?=[aou])/g, 'i', 'gi'],
  [/schtsch|shch|chtch/g, 'S', 'ch'],
  [/tsch|tch|cz/g, 'C', 'c'],
  [/sch|sh/g, 'S', 'sh'],
  [/ch/g, 'C', 'ch'],
  [/dzh|dj/g, 'j', 'd'],
  [/zh/g, 'Z', 'zh'],
  [/t[sz]/g, 'z', 't'],
  [/ph/g, 'f', 'ph'],
  [/([dgkt])h/g, '$1', 'h'],
  [/ck|qu|q/g, 'k', ''],
  [/c(?=[eiy])/g, 's', 'c'],
  [/c/g, 'k', 'c'],
  [/x/g, 'ks', 'x'],
  [/ou|oo|oe|ue/g, 'u', ''],
  [/ee|ea/g, 'i', 'e'],
  [/ae/g, 'a', 'ae'],
  [/[vw]/g, 'f', ''],
  [/(?<=.)h$/g, '', 'h'],
  [/[eyj]/g, 'i', ''],
  [/o/g, 'u', 'o'],
  [/(.)\1+/g, '$1', ''],
];
const rules = spellings.map(([from, to, needed]) => ({ from, to, needed: lettersOf(needed) }));

/** How a word sounds, roughly. @param text Latin letters, lower case */
export function sound(text: string): string {
  const letters = lettersOf(text);
  let heard = text;
  // No rule brings in a letter that a later one needs.
  for (const { from, to, needed } of rules) {
    if ((letters & needed) === needed) heard = heard.replace(from, to);
  }
  return heard;
}

/**
 * A word without its vowels, among which Arabic counts what w and y stand for.
 * @param heard how it sounds, where that is known
 */
export function consonants(text: string, heard = sound(text)): string {
  // Arabic and Hebrew have consonants that one country writes g and another k, d or z, b or v.
  const written = (text.includes('w') ? sound(text.replace(/w/g, 'u')) : heard)
    .replace(/g/g, 'k')
    .replace(/z/g, 'd')
    .replace(/f/g, 'b');
  return undouble(written.replace(/[aiu]/g, ''));
}

export function undouble(text: string): string {
  return text.replace(/(.)\1+/g, '$1');
}

/**
 * Which letters a word has, one bit each; a letter that is no Latin one shares a bit with another. Small
 * and capital letters share theirs.
 */
export function lettersOf(text: string): number {
  let bits = 0;
  for (let i = 0; i < text.length; i++) bits |= 1 << (text.charCodeAt(i) & 31);
  return bits;
}
