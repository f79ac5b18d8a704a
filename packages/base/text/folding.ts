/** Forms of names and e-mail addresses for comparing them. */

/**
 * Returns the form for comparing names. Ignores compatibility forms, letter case, invisible characters and spacing
 * (Unicode's NFKC_Casefold), and kinds of apostrophes and hyphens. Keeps accents: in some scripts, dropping them would
 * make different names equal.
 */
export function foldName(name: string): string {
  return fold(name)
    .replace(/[‘’ʼ´`]/gu, "'")
    .replace(/[‐‑‒–—]/gu, '-')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** Whether a text is exactly one e-mail address: some texts come from outside. */
export function isAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/.test(text);
}

/** Returns the form for comparing e-mail addresses. */
export function foldEmail(email: string): string {
  return fold(email).trim();
}

/** More marks on one letter than any script uses; Unicode's own limit is 30 (UAX 15, stream-safe text). */
const surplusMarks = /([\p{M}\uff9e\uff9f]{32})[\p{M}\uff9e\uff9f]+/gu;

function fold(text: string): string {
  // Upper case first, then lower case: ß equals ss, and both forms of the Greek sigma are equal.
  return (
    text
      // Sorting marks takes a time that grows with the square of their number.
      .replace(surplusMarks, '$1')
      .normalize('NFKC')
      .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
      .toUpperCase()
      .toLowerCase()
      .normalize('NFKC')
  );
}
