/**
 * The form that names are compared by: compatibility forms, letter case, invisible characters and
 * spacing do not count (Unicode's NFKC_Casefold), nor does which apostrophe or hyphen a keyboard
 * put in. Accents do count: dropping them would make different names of some scripts the same.
 */
export function foldName(name: string): string {
  return fold(name)
    .replace(/[‘’ʼ´`]/gu, "'")
    .replace(/[‐‑‒–—]/gu, '-')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** The form that e-mail addresses are compared by. */
export function foldEmail(email: string): string {
  return fold(email).trim();
}

/** More marks on one letter than any script has; Unicode's own limit is 30 (UAX 15, stream-safe text). */
const surplusMarks = /([\p{M}\uff9e\uff9f]{32})[\p{M}\uff9e\uff9f]+/gu;

function fold(text: string): string {
  // Up before down: ß and ss, or both forms of the Greek sigma, are one letter.
  return (
    text
      // Putting them into order takes a time that grows with the square of their number.
      .replace(surplusMarks, '$1')
      .normalize('NFKC')
      .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
      .toUpperCase()
      .toLowerCase()
      .normalize('NFKC')
  );
}
