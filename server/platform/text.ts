/** Whether a text is one e-mail address and nothing else: some come from outside. */
export function isAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/.test(text);
}

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

// Text of others is hostile: line breaks and bidi marks forge lines in a message, escape sequences
// act on a terminal, markup on a page, formulas in a spreadsheet. Each medium has its function here;
// whatever a visitor, Envoy, a list or a file said goes through one of them before it is shown.
// Names stay as they are: of any script, with the joiners of Persian and of Indian scripts, with emoji.

/** What a name needs in no script, and what shows its letters in another order or not at all. */
export const reordering = /[\p{Bidi_Control}\u206A-\u206F\uFFF9-\uFFFB]/u;

/** Stands for a character that cannot be shown. */
const standIn = '\uFFFD';

/** UTF-8 has no lone surrogates, and PostgreSQL no NUL: what is stored is this, whatever JavaScript held. */
export function wellFormed(text: string): string {
  return withoutNul(text).replace(/\p{Surrogate}/gu, standIn);
}

export function withoutNul(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', standIn) : text;
}

/** Whether any text in it, a key too, has a NUL, which no text of an honest sender has. */
export function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => hasNul(key) || hasNul(inner));
}

/**
 * On one line: for a terminal, a log, plain text and the header of an e-mail.
 * @param longest in code points, beyond which it is cut off with an ellipsis
 */
export function oneLine(text: string, longest = Infinity): string {
  const line = withoutControls(visible(text), /[\p{Cc}\u2028\u2029]/gu)
    .replace(/\s{2,}/gu, ' ')
    .trim();
  if (line.length <= longest) return line;
  const characters = [...line];
  return characters.length <= longest ? line : `${characters.slice(0, longest).join('')}…`;
}

/** Our sentence with texts of others in it, each on one line: printable`No "${name}" is there.` */
export function printable(
  ours: TemplateStringsArray,
  ...theirs: readonly (string | number | boolean | null | undefined)[]
): string {
  return String.raw(
    { raw: ours },
    ...theirs.map((text) => (typeof text === 'string' ? oneLine(text) : String(text))),
  );
}

/** With its line breaks and its indents: for a text whose lines are no one's but its own. */
export function manyLines(text: string): string {
  return visible(text)
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, standIn);
}

/** What a command prints as a whole, with its colours; each text of others in it is a line by then. */
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

/** JSON that shows what is in it: the same value, with everything invisible as an escape. */
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

/** Stands in a page, or in an attribute's quotes. A line break is one in `pre` only. */
export function htmlText(text: string): string {
  return manyLines(text).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** For Slack, in `plain_text`, or in `text` beside `mrkdwn: false`. No entity is cut. */
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
 * On one line, and with nothing in it that a chat or an e-mail program makes a link or a mention of, be it
 * Markdown, Slack's angle brackets, an address or a bare domain: a space parts what would be one.
 */
export function withoutLinks(text: string): string {
  return (
    oneLine(text)
      .replace(/[<＜]/g, '‹')
      .replace(/[>＞]/g, '›')
      // "J.R. Smith" becomes "J. R. Smith", and "evil.example" is no domain any longer.
      .replace(/([.。．｡․:：/／\\@＠\]])(?=\S)/g, '$1 ')
  );
}

/** For an Adaptive Card: neither Markdown, nor a date function of such cards. */
export function cardText(text: string): string {
  return oneLine(text)
    .replace(/[\\*_[\]`~]/g, '\\$&')
    .replace(/^([-+#>]|\d+(?=[.)]))/, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`))
    .replaceAll('{{', '{ {');
}

/**
 * A cell of a CSV file that no spreadsheet takes for a formula, wherever it begins a cell: at a comma, or
 * at a semicolon, as in much of Europe, with or without regard to quotes.
 */
export function csvCell(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return `"${value ?? ''}"`;
  const harmless = oneLine(value).replace(/(^|[;,|\t"'])(?=[\s"']*[=+\-@＝＋－＠])/gu, "$1'");
  return `"${harmless.replaceAll('"', '""')}"`;
}

/**
 * Without whatever shows nothing and can only deceive. In this order, so that nothing that one step
 * takes away makes another one's choice a different one.
 */
function visible(text: string): string {
  return text
    .replace(/[\p{Surrogate}\p{Noncharacter_Code_Point}]/gu, standIn)
    .replace(neverShown, '$1')
    .replace(/(?<![\s\u0085\p{Variation_Selector}\u200C\u200D]|^)(\p{VS})|\p{VS}/gu, '$1')
    .replace(strayJoiner, '')
    .replace(/(\p{M}{8})\p{M}+/gu, '$1');
}

/** All but joiners and variation selectors, and but the tags of a flag (England, Scotland, Wales). */
const neverShown =
  /(\u{1F3F4}[\u{E0020}-\u{E007E}]{1,8}\u{E007F})|(?![\u200C\u200D]|\p{Variation_Selector})[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;

/** Not between letters, marks or parts of an emoji. */
const strayJoiner =
  /(?<![\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200C\u200D]|[\u200C\u200D](?![\p{L}\p{M}\p{Extended_Pictographic}])/gu;

/** Replaces each character that breaks lines by a space. */
function withoutControls(text: string, which: RegExp): string {
  return text.replace(which, (character) => (/\s|\u0085/u.test(character) ? ' ' : standIn));
}

/** The end of a day given as `2027-11-24`, local time; null when it is not one. */
export function endOfDay(text: string): Date | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  if (!match) return null;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  const date = new Date(year, month - 1, day, 23, 59, 59, 999);
  const isOne = date.getFullYear() === year && date.getMonth() === month - 1;
  return isOne && date.getDate() === day ? date : null;
}

/** Local time, as `2026-03-12 17:05`. */
export function timeOf(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${dateOf(date)} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** A local date, as `2026-11-24`. */
export function dateOf(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
}
