/** Whether a text is exactly one e-mail address: some texts come from outside. */
export function isAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/.test(text);
}

/**
 * The form for comparing names. Ignores compatibility forms, letter case, invisible characters and spacing (Unicode's
 * NFKC_Casefold), and kinds of apostrophes and hyphens. Keeps accents: in some scripts, dropping them would make
 * different names equal.
 */
export function foldName(name: string): string {
  return fold(name)
    .replace(/[‘’ʼ´`]/gu, "'")
    .replace(/[‐‑‒–—]/gu, '-')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** The form for comparing e-mail addresses. */
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
  return text.replace(/[\0\p{Surrogate}]/gu, standIn);
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

/** Returns undefined for a text that is no JSON. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** JSON that shows its contents: the same value, with everything invisible as an escape. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007F-\u009F\u2028\u2029\p{Noncharacter_Code_Point}]|(?!\u200C|\u200D|\uFE0F)\p{Default_Ignorable_Code_Point}/gu,
    (character) =>
      Array.from(character.split(''), (unit) => {
        return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
      }).join(''),
  );
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes a text for a page or a quoted attribute. Line breaks only show in `pre`. */
export function htmlText(text: string): string {
  return manyLines(text).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** For Slack, in `plain_text`, or in `text` beside `mrkdwn: false`. Never cuts an entity. */
export function slackText(text: string, longest: number): string {
  let result = '';
  for (const character of oneLine(text)) {
    const next = '&<>'.includes(character) ? (entities[character] ?? '') : character;
    if (result.length + next.length > longest) break;
    result += next;
  }
  return result;
}

/**
 * Puts a text on one line without anything that a chat or e-mail program turns into a link or mention: Markdown,
 * Slack's angle brackets, addresses or bare domains. A space splits each of them.
 */
export function withoutLinks(text: string): string {
  return (
    oneLine(text)
      .replace(/[<＜]/g, '‹')
      .replace(/[>＞]/g, '›')
      // "J.R. Smith" becomes "J. R. Smith", and "evil.example" is no longer a domain.
      .replace(/([.。．｡․:：/／\\@＠\]])(?=\S)/g, '$1 ')
  );
}

/** For an Adaptive Card: no Markdown and no date function of cards. */
export function cardText(text: string): string {
  return oneLine(text)
    .replace(/[\\*_[\]`~]/g, '\\$&')
    .replace(/^([-+#>]|\d+(?=[.)]))/, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`))
    .replaceAll('{{', '{ {');
}

/**
 * A CSV cell that no spreadsheet reads as a formula. A spreadsheet may split cells at commas, or at semicolons as in
 * much of Europe, with or without regard to quotes.
 */
export function csvCell(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return `"${value ?? ''}"`;
  const harmless = oneLine(value).replace(/(^|[;,|\t"'])(?=[\s"']*[=+\-@＝＋－＠])/gu, "$1'");
  return `"${harmless.replaceAll('"', '""')}"`;
}

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

/** The end of a local day given as `2027-11-24`; null for any other text. */
export function endOfDay(text: string): Date | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  if (!match) return null;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  const date = new Date(year, month - 1, day, 23, 59, 59, 999);
  const isOne = date.getFullYear() === year && date.getMonth() === month - 1;
  return isOne && date.getDate() === day ? date : null;
}

/** Local time, like `2026-03-12 17:05`. */
export function timeOf(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${dateOf(date)} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** A local date, like `2026-11-24`. */
export function dateOf(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
}
