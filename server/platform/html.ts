import { htmlText } from './text.ts';

/** Markup, which is put into other markup as it is. */
export class Html {
  readonly markup: string;

  /** @param markup of this program or of a library of its own: nothing is escaped */
  constructor(markup: string) {
    this.markup = markup;
  }
}

type HtmlPart = string | number | Html | readonly HtmlPart[];

/** Makes markup of a template. Texts in it are escaped, other markup is not, and lists are joined. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(String.raw({ raw: strings }, ...parts.map(markupOf)));
}

function markupOf(part: HtmlPart): string {
  if (part instanceof Html) return part.markup;
  if (typeof part === 'string' || typeof part === 'number') return htmlText(String(part));
  return part.map(markupOf).join('');
}
