import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { DataFile } from '../../server/config/data-file.ts';
import { projectRoot } from '../../server/config/environment.ts';
import { deskRoles } from '../../server/protocol/desk-account-messages.ts';
import { DeskCard, Enrolled, ExpectedVisitor } from '../../server/protocol/desk-messages.ts';
import { LobbyEnrolment, ListedPerson } from '../../server/protocol/desk-people-messages.ts';
import { languages, type Language } from '../../server/protocol/languages.ts';
import { mailSentences } from '../../server/notify/mail-sentences.ts';
import { guidanceCodes } from '../../server/protocol/messages.ts';
import { Sentences } from '../../server/protocol/sentences.ts';
import { reasons } from '../../server/sign-in/reasons.ts';

// What the desk's page says: every language has every sentence, and none too many.

const fileOf = (language: Language) => `server/desk/data/desk-${language}.txt`;
const like = { like: /^[a-z_]+(\.[a-zA-Z_0-9]+)* \| [^|]+$/u, example: 'page | Front desk' };
const sentencesOf = (language: Language) =>
  new Map(new DataFile(fileOf(language)).rows(like).map(([key = '', text = '']) => [key, text]));
const english = sentencesOf('en');
const others = languages.filter((language) => language !== 'en');

/** What the service says in English itself. */
const byCode = /^(why|todo|said|mistake|finding)\./;
const pluralForm = /\.(zero|one|two|few|many|other)$/;
const families = new Set(
  [...english.keys()].filter((key) => /\.other$/.test(key)).map((key) => key.slice(0, -6)),
);
const blanks = (sentence: string) => [...sentence.matchAll(/\{\w+\}/g)].map(String).sort();

/** The keys that a language has to have for those of the page. */
function expectedKeys(language: Language): string[] {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const single = [...english.keys()].filter((key) => !families.has(key.replace(pluralForm, '')));
  return [...single, ...[...families].flatMap((key) => forms.map((form) => `${key}.${form}`))];
}

function sourcesIn(...folders: string[]): string {
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => path.join(projectRoot, folder, name)),
  );
  return files.map((file) => readFileSync(file, 'utf8')).join('\n');
}

/** No page asks what is answered with these. */
const ofProgramsAlone = new Set(['not_a_websocket']);

t.test('no key is there twice', (t) => {
  for (const language of languages) {
    const rows = new DataFile(fileOf(language)).rows(like);
    const keys = rows.map(([key]) => key);
    t.same(
      keys.filter((key, i) => keys.indexOf(key) !== i),
      [],
      language,
    );
  }
  t.end();
});

t.test('every language has the sentences of the page, in its plurals and with its blanks', (t) => {
  for (const language of languages) {
    const sentences = sentencesOf(language);
    const own = [...sentences.keys()].filter((key) => !byCode.test(key));
    t.same(own.sort(), expectedKeys(language).sort(), language);
    const isWrong = (key: string) => {
      const family = key.replace(pluralForm, '');
      const model = english.get(key) ?? english.get(`${family}.other`) ?? '';
      // "One visitor" needs no number.
      const isSpelt = /\.(zero|one|two)$/.test(key) && families.has(family);
      const counted = (sentence: string) =>
        blanks(sentence).filter((blank) => !isSpelt || blank !== '{count}');
      return counted(sentences.get(key) ?? '').join() !== counted(model).join();
    };
    t.same(own.filter(isWrong), [], `${language}: other blanks`);
  }
  t.end();
});

t.test('every other language has what the service says by a code, with the same blanks', (t) => {
  const [first] = others;
  const model = sentencesOf(first!);
  const codes = [...model.keys()].filter((key) => byCode.test(key));
  for (const language of others) {
    const sentences = sentencesOf(language);
    const own = [...sentences.keys()].filter((key) => byCode.test(key));
    t.same(own.sort(), codes.sort(), language);
    const isWrong = (key: string) =>
      blanks(sentences.get(key) ?? '').join() !== blanks(model.get(key) ?? '').join();
    t.same(own.filter(isWrong), [], `${language}: other blanks`);
  }
  for (const kind of ['why', 'todo']) {
    const known = codes
      .filter((key) => key.startsWith(`${kind}.`))
      .map((key) => key.slice(kind.length + 1));
    t.same(known.sort(), Object.keys(reasons).sort(), kind);
  }
  t.end();
});

t.test('what the service answers the desk has a sentence, and each is of such a code', (t) => {
  const source = sourcesIn('server/desk', 'server/people', 'server/enrolment', 'server/watchlist');
  const desk = sourcesIn('server/desk');
  const keys = [...sentencesOf('de').keys()].filter((key) => byCode.test(key));
  const known = new Set(keys.map((key) => key.replace(byCode, '')));
  const refused = /(?:ActRefused\(\s*\d+,\s*|NotStored\(\s*|error: )'([a-z_0-9]+)'/g;
  const answered = [...desk.matchAll(refused)].map(([, code = '']) => code);
  t.ok(answered.length > 40);
  t.same(
    answered.filter((code) => !known.has(code) && !ofProgramsAlone.has(code)),
    [],
  );
  const mistakes = /type MistakeCode =([^;]+);/.exec(source)?.[1] ?? '';
  const mistakeCodes = [...mistakes.matchAll(/'(\w+)'/g)].map(([, code = '']) => code);
  t.ok(mistakeCodes.length > 10);
  t.same(
    mistakeCodes.filter((code) => !known.has(code)),
    [],
  );
  const all = source + sourcesIn('server/kiosk', 'server/vision', 'server/sign-in');
  const isSaid = (code: string) =>
    [code, code.replace(/^(test|ending|invite|listed)_/, '')].some((each) =>
      new RegExp(`['"]${each}['"]|\\b${each}: [({\`]|\\b${each}:$`, 'm').test(all),
    );
  const service = keys.filter((key) => !/^(why|todo)\./.test(key));
  t.same(
    service.filter((key) => !isSaid(key.replace(byCode, ''))),
    [],
  );
  t.end();
});

t.test('a mail from the desk has all its sentences in every language', (t) => {
  const english = mailSentences('en');
  for (const language of languages) {
    const sentences = mailSentences(language);
    t.same(sentences.keys, english.keys, language);
    const names = (of: Sentences) => of.keys.map((key) => of.parts(key)?.filter((_, i) => i % 2));
    t.same(names(sentences), names(english), `${language}: other blanks`);
  }
  t.end();
});

t.test('the page says every sentence, and no other', (t) => {
  const source = sourcesIn('desk-client/src');
  const literals = new Set([...source.matchAll(/'([^'\n]+)'/g)].map(([, text = '']) => text));
  const prefixes = [...source.matchAll(/`([a-z_]+\.)\$\{/g)].map(([, prefix = '']) => prefix);
  const bases = new Set(
    [...english.keys()].map((key) =>
      families.has(key.replace(pluralForm, '')) ? key.replace(pluralForm, '') : key,
    ),
  );
  t.same(
    [...bases].filter((key) => !literals.has(key) && !prefixes.some((one) => key.startsWith(one))),
    [],
    'said nowhere',
  );
  const rooms = new Set([...bases].map((key) => key.split('.')[0]));
  const isMeant = (text: string) =>
    /^[a-z_]+\.[a-zA-Z_0-9]+$/.test(text) && rooms.has(text.split('.')[0]);
  t.same(
    [...literals].filter((text) => isMeant(text) && !bases.has(text)),
    [],
    'not there',
  );
  t.end();
});

t.test('whatever a code can be has its word', (t) => {
  const { outcome } = DeskCard.properties;
  const valuesOf = (schema: unknown): string[] => {
    const found = JSON.stringify(schema).match(/"(?:enum)":\[([^\]]+)\]/)?.[1] ?? '';
    return [...found.matchAll(/"(\w+)"/g)].map(([, value = '']) => value);
  };
  const words: Record<string, readonly string[]> = {
    outcome: valuesOf(outcome),
    enrolled: valuesOf(Enrolled),
    visit: valuesOf(ExpectedVisitor.properties.state),
    lobby_enrol: valuesOf(LobbyEnrolment.properties.step),
    consent: valuesOf(ListedPerson.properties.consent),
    role: deskRoles,
    role_long: deskRoles,
    guidance: guidanceCodes,
  };
  for (const [kind, codes] of Object.entries(words)) {
    t.ok(codes.length > 2, kind);
    t.same(
      codes.filter((code) => !english.has(`${kind}.${code}`)),
      [],
      kind,
    );
  }
  t.end();
});

t.test('what a screen reader says of a button begins or ends with what stands on it', (t) => {
  const pairs = {
    'row.let_in': 'row.let_in_checked',
    'row.more': 'row.more_about',
    'row.less': 'row.less_about',
    'accounts.new_link': 'accounts.new_link_for',
  };
  for (const language of languages) {
    const sentences = sentencesOf(language);
    for (const [short, long] of Object.entries(pairs)) {
      t.ok(sentences.get(long)?.includes(sentences.get(short)!), `${language}: ${long}`);
    }
  }
  t.end();
});

t.test('numbers and plurals are those of the language', (t) => {
  const read = (language: Language) =>
    new Sentences(language, readFileSync(path.join(projectRoot, fileOf(language)), 'utf8'));
  const people = (language: Language, count: number) =>
    read(language).find('people.page', { page: 1, pages: 2, count });
  t.equal(people('de', 1234), 'Seite 1 von 2, 1.234 Personen');
  t.match(people('ar', 2), /شخصان$/);
  t.match(people('ar', 5), /أشخاص$/);
  t.equal(read('de').find('ring.title'), null, 'nothing stands in the place of a name');
  t.equal(read('de').find('mistake.of_tomorrow'), null);
  t.same(read('ja').parts('ring.title'), ['', 'name', ' さんを通しますか？']);
  t.end();
});
