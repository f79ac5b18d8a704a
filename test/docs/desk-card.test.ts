import { readFileSync } from 'node:fs';
import t from 'tap';
import { parse } from 'yaml';
import { sentencesOf } from '#server/config/language-files.ts';
import type { Language } from '#server/protocol/languages.ts';

const buttons = ['row-let_in', 'row-open_envoy', 'act-turned_away', 'ring-let_in'];
const views = ['ring-hold', 'ring-nameless', 'tab-lobby', 'lobby-is_ours'];
const causes = ['not_enrolled', 'watchlist_hit', 'spoof_suspected', 'kiosk_offline'];

const source: unknown = parse(readFileSync('docs/desk-card.yaml', 'utf8'));
const languages = Object.keys(source as object) as Language[];

/** The card's part in each language, in the order of the document. */
function cards(): string[] {
  const card = readFileSync('docs/desk-card.md', 'utf8');
  return card.split(/^## /m).slice(1);
}

t.test('the card for the front desk says what the page says, in each language', (t) => {
  const sections = cards();
  t.equal(sections.length, languages.length);
  for (const language of languages) {
    const words = sentencesOf('desk', language);
    const why = (reason: string) => words.say(`reason-${reason}-why`);
    const said = [...[...buttons, ...views].map((key) => words.say(key)), ...causes.map(why)];
    const section = sections.find((each) => said.every((sentence) => each.includes(sentence)));
    t.ok(section, `the card has every button and sentence in ${language}`);
    const titles = section?.match(/^\*\*\d\. .+\*\*$/gm) ?? [];
    t.equal(titles.length, 6, `${language}: six situations`);
    t.notMatch(section ?? '', /\{|-why\b/, `${language}: nothing is left to fill in`);
  }
  t.end();
});
