import { manyLines, oneLine } from './one-line.ts';

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

/** Returns undefined for a text that is no JSON. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
