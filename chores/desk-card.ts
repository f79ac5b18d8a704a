import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { html, type Html } from '#base/text';
import { projectRoot } from '#server/config/environment.ts';
import { sentencesOf } from '#server/config/language-files.ts';
import { directionOf, type Language } from '#server/protocol/languages.ts';

const parts = ['see', 'here', 'envoy'] as const;
/** The colours of the situations, as the desk's page has them. */
const tones = ['held', 'alarm', 'ring', 'trouble', 'trouble', 'trouble'] as const;

type Situation = Record<'title' | (typeof parts)[number], string>;

interface Card extends Record<(typeof parts)[number], string> {
  title: string;
  administrator: string;
  situations: Situation[];
}

/**
 * The words of the card; in their sentences, `{key}` is a button or a sentence of the desk's page. In English where a
 * language has no card.
 */
function cardIn(language: Language): { card: Card; spoken: Language } {
  const text = readFileSync(path.join(projectRoot, 'docs/desk-card.yaml'), 'utf8');
  const cards = parse(text) as Partial<Record<Language, Card>> & { en: Card };
  const own = cards[language];
  return own ? { card: own, spoken: language } : { card: cards.en, spoken: 'en' };
}

/** The card in English for the documents: buttons in bold. @throws {Error} for an unknown key */
export function cardInMarkdown(): string {
  const { card } = cardIn('en');
  const fill = (text: string) =>
    partsOf(text, 'en')
      .map((part) =>
        typeof part === 'string' ? part : part.isButton ? `**${part.text}**` : `_${part.text}_`,
      )
      .join('');
  const situations = card.situations.map(
    (situation, index) =>
      `**${index + 1}. ${fill(situation.title)}**\n\n` +
      parts.map((part) => `- ${card[part]}: ${fill(situation[part])}`).join('\n'),
  );
  return situations.join('\n\n');
}

/** The card as a page to print. @throws {Error} for an unknown key */
export function cardInHtml(language: Language): string {
  const { card, spoken } = cardIn(language);
  const fill = (text: string): readonly (string | Html)[] =>
    partsOf(text, spoken).map((part) => {
      if (typeof part === 'string') return part;
      return part.isButton ? html`<strong>${part.text}</strong>` : html`<em>${part.text}</em>`;
    });
  const situations = card.situations.map(
    (situation, index) =>
      html` <li class="${tones[index] ?? 'held'}">
        <h2>${fill(situation.title)}</h2>
        <dl>
          ${parts.map(
            (part) =>
              html`<dt>${card[part]}</dt>
                <dd>${fill(situation[part])}</dd>`,
          )}
        </dl>
      </li>`,
  );
  return html`<!doctype html>
    <html lang="${spoken}" dir="${directionOf(spoken)}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${card.title}</title>
        <link rel="stylesheet" href="card.css" />
      </head>
      <body>
        <h1>${card.title}</h1>
        <ol>
          ${situations}
        </ol>
        <p>${card.administrator}: ______________________</p>
      </body>
    </html> `.markup;
}

interface OnPage {
  isButton: boolean;
  text: string;
}

/** A text with the words of the desk's page, in the order of the text. */
function partsOf(text: string, language: Language): (string | OnPage)[] {
  return text
    .split(/\{([\w-]+)\}/)
    .map((part, index) => (index % 2 ? onPage(part, language) : part));
}

function onPage(key: string, language: Language): OnPage {
  const text = sentencesOf('desk', language).find(key, { time: '…' });
  if (text === null) throw new Error(`docs/desk-card.yaml: the desk has no "${key}"`);
  return { isButton: /^(row|act|ring|tab|lobby)-(?!nameless)/.test(key), text };
}
