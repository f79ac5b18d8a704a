/**
 * Unifies spellings that romanisations write differently, in this order; capitals represent sounds that need several
 * letters. The sources are the systems of passports, news agencies and libraries for Cyrillic, Arabic, Greek and
 * Chinese: ICAO 9303, BGN/PCGN, German, French, ELOT 743.
 *
 * The third item has the letters without which a rule changes nothing. Most words have few of them, and testing is
 * faster than replacing.
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

/** Returns the approximate sound of a word. @param text Latin letters, lower case */
export function sound(text: string): string {
  const letters = lettersOf(text);
  let heard = text;
  // No rule adds a letter that a later rule needs.
  for (const { from, to, needed } of rules) {
    if ((letters & needed) === needed) heard = heard.replace(from, to);
  }
  return heard;
}

/**
 * Returns a word without its vowels. As in Arabic, the letters for w and y count as vowels.
 * @param heard the word's sound, when it is known
 */
export function consonants(text: string, heard = sound(text)): string {
  // Countries romanise some Arabic and Hebrew consonants differently: g or k, d or z, b or v.
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
 * Returns the letters of a word, one bit each. A letter outside Latin shares a bit with another letter. Small and
 * capital letters share theirs.
 */
export function lettersOf(text: string): number {
  let bits = 0;
  for (let i = 0; i < text.length; i++) bits |= 1 << (text.charCodeAt(i) & 31);
  return bits;
}
