import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../server/config/environment.ts';
import { Sentences } from '../server/protocol/sentences.ts';
import { frontDeskWords, reasons, type Reason } from '../server/sign-in/reasons.ts';

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
  return cards.map(([locale, card]) => cardText(card, wordsOfPage(locale))).join(newPage);
}

const newPage = '\n\n<div style="break-after: page"></div>\n\n';

function cardText(card: Card, onPage: Words): string {
  const filled = (text: string) =>
    text.replace(/\{([\w.]+)\}/g, (_, key: string) => onPage.say(key));
  const situations = card.situations.map(
    (situation, index) =>
      `**${index + 1}. ${situation.title}**\n\n` +
      parts.map((part) => `- ${card[part]}: ${filled(situation[part])}`).join('\n'),
  );
  const lines = [
    `### ${card.title}`,
    ...situations,
    `${card.administrator}: ______________________`,
  ];
  const body = lines.join('\n\n');
  const page = onPage.isRightToLeft ? `<div dir="rtl">\n\n${body}\n\n</div>` : body;
  return `## ${card.language}\n\n${page}`;
}

interface Words {
  say: (key: string) => string;
  isRightToLeft: boolean;
}

/** The page's sentences and buttons: buttons in bold, sentences unchanged. */
function wordsOfPage(locale: string): Words {
  const file = path.join(projectRoot, `server/desk/data/desk-${locale}.txt`);
  const sentences = new Sentences(locale, readFileSync(file, 'utf8'));
  const say = (key: string) => {
    const found = reasonIn(key, locale) ?? sentences.find(key, { time: '…' });
    if (found === null) throw new Error(`docs/desk-card.yaml: ${file} has no "${key}"`);
    return /^(row|act|ring|tab|lobby)\.(?!nameless)/.test(key) ? `**${found}**` : `_${found}_`;
  };
  return { say, isRightToLeft: sentences.isRightToLeft };
}

/** In English, the service itself has the sentences of reasons. */
function reasonIn(key: string, locale: string): string | null {
  const [, reason = ''] = /^why\.(\w+)$/.exec(key) ?? [];
  if (locale !== 'en' || !Object.hasOwn(reasons, reason)) return null;
  return frontDeskWords(reason as Reason).why;
}
