import { htmlText } from './media.ts';

/** Markup that is inserted into other markup unchanged. */
export class Html {
  readonly markup: string;

  /** @param markup from this program or a trusted library: nothing is escaped */
  constructor(markup: string) {
    this.markup = markup;
  }
}

type HtmlPart = string | number | Html | readonly HtmlPart[];

/** Builds markup from a template. Escapes texts, inserts markup unchanged and joins lists. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(String.raw({ raw: strings }, ...parts.map(markupOf)));
}

function markupOf(part: HtmlPart): string {
  if (part instanceof Html) return part.markup;
  if (typeof part === 'string' || typeof part === 'number') return htmlText(String(part));
  return part.map(markupOf).join('');
}
