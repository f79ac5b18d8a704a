import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '#server/config/environment.ts';
import { sentencesOf } from '#server/config/language-files.ts';
import { directionOf, type Language } from '#server/protocol/languages.ts';

const parts = ['see', 'here', 'envoy'] as const;

type Situation = Record<'title' | (typeof parts)[number], string>;

interface Card extends Record<(typeof parts)[number], string> {
  language: string;
  title: string;
  administrator: string;
  situations: Situation[];
}

/** The card in each language, with the words of the desk's page filled in. @throws {Error} for an unknown key */
export function deskCards(): string {
  const text = readFileSync(path.join(projectRoot, 'docs/desk-card.yaml'), 'utf8');
  const cards = Object.entries(parse(text) as Record<string, Card>);
  return cards.map(([language, card]) => cardText(card, language as Language)).join(newPage);
}

const newPage = '\n\n<div style="break-after: page"></div>\n\n';

function cardText(card: Card, language: Language): string {
  const fill = (text: string) =>
    text.replace(/\{([\w-]+)\}/g, (_, key: string) => onPage(key, language));
  const situations = card.situations.map(
    (situation, index) =>
      `**${index + 1}. ${fill(situation.title)}**\n\n` +
      parts.map((part) => `- ${card[part]}: ${fill(situation[part])}`).join('\n'),
  );
  const lines = [
    `### ${card.title}`,
    ...situations,
    `${card.administrator}: ______________________`,
  ];
  const body = lines.join('\n\n');
  const page = directionOf(language) === 'rtl' ? `<div dir="rtl">\n\n${body}\n\n</div>` : body;
  return `## ${card.language}\n\n${page}`;
}

/** A sentence or a button of the desk's page: buttons in bold, sentences unchanged. */
function onPage(key: string, language: Language): string {
  const found = sentencesOf('desk', language).find(key, { time: '…' });
  if (found === null) throw new Error(`docs/desk-card.yaml: the desk has no "${key}"`);
  return /^(row|act|ring|tab|lobby)-(?!nameless)/.test(key) ? `**${found}**` : `_${found}_`;
}
