// Other people's text is hostile. Line breaks and bidi marks forge lines in a message, escape sequences act on a
// terminal, markup acts on a page, and formulas act in a spreadsheet. Each medium has a function here. Every text of a
// visitor, Envoy, a list or a file passes through one before it is shown.
// Names stay unchanged: in any script, with the joiners of Persian and Indian scripts, and with emoji.

/** Characters that no name needs, and that reorder or hide its letters. */
export const reordering = /[\p{Bidi_Control}\u206A-\u206F\uFFF9-\uFFFB]/u;

/** Replaces a character that cannot be shown. */
const standIn = '\uFFFD';

/** UTF-8 has no lone surrogates, and PostgreSQL takes no NUL. So texts are stored without both. */
export function wellFormed(text: string): string {
  return withoutNul(text).replace(/\p{Surrogate}/gu, standIn);
}

export function withoutNul(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', standIn) : text;
}

/** Whether any text or key in the value has a NUL, which no honest sender writes. */
export function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => hasNul(key) || hasNul(inner));
}

/**
 * Puts a text on one line: for a terminal, a log, plain text or an e-mail header.
 * @param longest in code points; a longer text is cut off with an ellipsis
 */
export function oneLine(text: string, longest = Infinity): string {
  const line = withoutControls(visible(text), /[\p{Cc}\u2028\u2029]/gu)
    .replace(/\s{2,}/gu, ' ')
    .trim();
  if (line.length <= longest) return line;
  const characters = [...line];
  return characters.length <= longest ? line : `${characters.slice(0, longest).join('')}…`;
}

/** Our sentence with other people's texts in it, each on one line: printable`No "${name}" is there.` */
export function printable(
  ours: TemplateStringsArray,
  ...theirs: readonly (string | number | boolean | null | undefined)[]
): string {
  return String.raw(
    { raw: ours },
    ...theirs.map((text) => (typeof text === 'string' ? oneLine(text) : String(text))),
  );
}

/** Keeps line breaks and indents: for a text whose lines only stand for themselves. */
export function manyLines(text: string): string {
  return visible(text)
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, standIn);
}

/** The whole output of a command, with its colours; each foreign text in it already is a line. */
export function terminalText(text: string): string {
  return text
    .split(ownColours)
    .map((part, i) =>
      i % 2 === 1 ? part : withoutControls(visible(part), /[^\P{Cc}\n\t]|[\u2028\u2029]/gu),
    )
    .join('');
}

/** Red, green, yellow, and back. */
const ownColours = new RegExp(`(${String.fromCharCode(0x1b)}\\[3[1239]m)`);

/**
 * Removes characters that show nothing and can only deceive. The order matters: no step removes a character that an
 * earlier step needed for its decision.
 */
function visible(text: string): string {
  return text
    .replace(/[\p{Surrogate}\p{Noncharacter_Code_Point}]/gu, standIn)
    .replace(neverShown, '$1')
    .replace(/(?<![\s\u0085\p{Variation_Selector}\u200C\u200D]|^)(\p{VS})|\p{VS}/gu, '$1')
    .replace(strayJoiner, '')
    .replace(/(\p{M}{8})\p{M}+/gu, '$1');
}

/** All such characters except joiners, variation selectors and the tags of flags (England, Scotland, Wales). */
const neverShown =
  /(\u{1F3F4}[\u{E0020}-\u{E007E}]{1,8}\u{E007F})|(?![\u200C\u200D]|\p{Variation_Selector})[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;

/** A joiner that is not between letters, marks or parts of an emoji. */
const strayJoiner =
  /(?<![\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200C\u200D]|[\u200C\u200D](?![\p{L}\p{M}\p{Extended_Pictographic}])/gu;

/** Replaces each line-breaking character by a space. */
function withoutControls(text: string, which: RegExp): string {
  return text.replace(which, (character) => (/\s|\u0085/u.test(character) ? ' ' : standIn));
}
