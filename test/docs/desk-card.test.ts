import { readFileSync } from 'node:fs';
import t from 'tap';
import { cardInHtml } from '../../chores/desk-card.ts';
import { htmlText } from '#base/text';
import { sentencesOf } from '#server/config/language-files.ts';
import { languages, type Language } from '#server/protocol/languages.ts';

const buttons = ['row-let_in', 'row-open_envoy', 'act-turned_away', 'ring-let_in'];
const views = ['ring-hold', 'ring-nameless', 'tab-lobby', 'lobby-is_ours'];
const causes = ['not_enrolled', 'watchlist_hit', 'spoof_suspected', 'kiosk_offline'];

/** What the card quotes of the desk's page. */
function quotedIn(language: Language): string[] {
  const words = sentencesOf('desk', language);
  const why = (reason: string) => words.say(`reason-${reason}-why`);
  return [...[...buttons, ...views].map((key) => words.say(key)), ...causes.map(why)];
}

t.test('the card for the front desk says what the page says, in each language', (t) => {
  for (const language of languages) {
    const card = cardInHtml(language);
    const missing = quotedIn(language).filter((sentence) => !card.includes(htmlText(sentence)));
    t.same(missing, [], language);
    t.equal(card.match(/<li class="/g)?.length, 6, `${language}: six situations`);
    t.notMatch(card, /\{|-why\b/, `${language}: nothing is left to fill in`);
  }
  t.end();
});

t.test('the documents show it in English', (t) => {
  const shown = readFileSync('docs/desk-card.md', 'utf8');
  for (const sentence of quotedIn('en')) t.ok(shown.includes(sentence), sentence);
  t.end();
});
