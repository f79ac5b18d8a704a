import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { frontDeskWords } from '../../server/sign-in/reasons.ts';

const folder = 'server/desk/data';
const languages = readdirSync(folder).map((file) => /^desk-(\w+)\.txt$/.exec(file)![1]!);
const buttons = ['row.let_in', 'row.open_envoy', 'act.turned_away', 'ring.let_in'];
const views = ['ring.hold', 'ring.nameless', 'tab.lobby', 'lobby.is_ours'];
const causes = ['not_enrolled', 'watchlist_hit', 'spoof_suspected', 'kiosk_offline'] as const;

/** The sentences of the desk's page. */
function wordsOfPage(language: string): Map<string, string> {
  const lines = readFileSync(`${folder}/desk-${language}.txt`, 'utf8').split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [, key, sentence] = /^([\w.]+) \| (.*)$/.exec(line) ?? [];
      return key === undefined ? [] : [[key, sentence!] as const];
    }),
  );
}

/** The card's part in each language, in the order of the document. */
function cards(): string[] {
  const card = readFileSync('docs/desk-card.md', 'utf8');
  return card.split(/^## /m).slice(1);
}

t.test('the card for the front desk says what the page says, in each language', (t) => {
  const sections = cards();
  t.equal(sections.length, languages.length);
  for (const language of languages) {
    const words = wordsOfPage(language);
    const why = (reason: (typeof causes)[number]) =>
      words.get(`why.${reason}`) ?? frontDeskWords(reason).why;
    const said = [...[...buttons, ...views].map((key) => words.get(key)!), ...causes.map(why)];
    const section = sections.find((each) => said.every((sentence) => each.includes(sentence)));
    t.ok(section, `the card has every button and sentence of desk-${language}.txt`);
    const titles = section?.match(/^\*\*\d\. .+\*\*$/gm) ?? [];
    t.equal(titles.length, 6, `${language}: six situations`);
    t.notMatch(section ?? '', /\{|\bwhy\./, `${language}: nothing is left to fill in`);
  }
  t.end();
});
