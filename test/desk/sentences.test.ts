import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { sentencesOf } from '#server/config/language-files.ts';
import { troubles } from '#server/installation/diagnosis/finding.ts';
import { checkSettings, heldCheck, noneCheck } from '#server/checks/registry.ts';
import { deskRoles } from '#server/protocol/desk-account-messages.ts';
import { DeskCard } from '#server/protocol/desk-messages.ts';
import { Enrolled, ExpectedVisitor } from '#server/protocol/desk-arrival-messages.ts';
import { LobbyEnrolment } from '#server/protocol/desk-enrolment-messages.ts';
import { ListedPerson } from '#server/protocol/desk-people-messages.ts';
import { languages, type Language } from '#server/protocol/languages.ts';
import { guidanceCodes } from '#server/protocol/screen-words.ts';
import { withoutCommands } from '#server/protocol/terminal.ts';
import { reasons } from '#server/sign-in/reasons.ts';
import { blanksOf, ownSentences, sourcesIn } from '../support/sentence-files.ts';

// Tests the sentences of the desk's page. test/config/languages.test.ts tests the files.

const english = ownSentences('desk', 'en');
const translated = new Map(
  languages
    .filter((language) => language !== 'en')
    .map((each) => [each, ownSentences('desk', each)]),
);

/** Keys whose sentences the service has in English, and the desk in the other languages. */
const deskByCode = /^(said|mistake|finding|about|amiss)-/;

/** The codes of all translations together. With one language as the model, its gaps would count as faults of others. */
const codes = [
  ...new Set([...translated.values()].flatMap((sentences) => [...sentences.keys()])),
].filter((key) => deskByCode.test(key));

/** Errors that answer programs only, never the page. */
const ofProgramsAlone = new Set(['not_a_websocket']);

t.test('what the service says by a code has the same blanks in every other language', (t) => {
  const blanksIn = (key: string) =>
    [...translated.values()].flatMap((sentences) => {
      const sentence = sentences.get(key);
      return sentence === undefined ? [] : [blanksOf(sentence).join()];
    });
  t.same(
    codes.filter((key) => new Set(blanksIn(key)).size > 1),
    [],
    'other blanks in some language',
  );
  t.end();
});

t.test('each reason has its words, and each word is of a reason', (t) => {
  const wanted = Object.keys(reasons).flatMap((code) =>
    ['why', 'todo', 'chip'].map((kind) => `${code}-${kind}`),
  );
  t.same([...ownSentences('reason', 'en').keys()].sort(), wanted.sort());
  t.end();
});

t.test('each remark on a sign-in is one that a check makes', (t) => {
  const source = sourcesIn(
    ...['server/app', 'server/checks', 'server/sign-in', 'packages/health-pass'],
  ).replace(/\s+/g, ' ');
  const remarks = [...english].filter(([key]) => key.startsWith('remark-'));
  t.ok(remarks.length > 60);
  for (const [key, sentence] of remarks) {
    const parts = sentence.split(/\{\w+\}/).filter((part) => /\w/.test(part));
    t.same(
      parts.filter((part) => !source.includes(part.trim())),
      [],
      key,
    );
  }
  t.end();
});

/** Troubles without a subject of their own: a program's name, or the thing that was not examined or is named. */
const withoutSubject = ['not_examined', 'node', 'camera', 'channel'];

t.test('each finding of a check-up has its sentence and its subject', (t) => {
  const keysOf = (kind: string) =>
    codes.filter((key) => key.startsWith(`${kind}-`)).map((key) => key.slice(kind.length + 1));
  t.same(keysOf('amiss').sort(), [...troubles].sort());
  const subjects = keysOf('about');
  const lacking = troubles.filter(
    (code) => !subjects.includes(code) && !subjects.includes(code.split('_')[0]!),
  );
  t.same(lacking, withoutSubject);
  t.end();
});

t.test('what the service answers the desk has a sentence, and each is of such a code', (t) => {
  const source = sourcesIn('server/desk', 'server/people', 'server/enrolment', 'server/watchlist');
  const desk = sourcesIn('server/desk', 'server/enrolment');
  const known = new Set(codes.map((key) => key.replace(deskByCode, '')));
  const refused =
    /(?:(?:ActRefused|NotBegun)Error\(\s*\d+,\s*|NotStoredError\(\s*|error: )'([a-z_0-9]+)'/g;
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
  const others = ['server/kiosk', 'server/platform', 'packages/face', 'server/sign-in'];
  const all = source + sourcesIn(...others);
  const isSaid = (code: string) =>
    [code, code.replace(/^(test|ending|invite|listed)_/, '')].some((each) =>
      new RegExp(`['"]${each}['"]|\\b${each}: [({\`]|\\b${each}:$`, 'm').test(all),
    );
  const service = codes.filter((key) => !/^(about|amiss)-/.test(key));
  t.same(
    service.filter((key) => !isSaid(key.replace(deskByCode, ''))),
    [],
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
    check: [...Object.keys(checkSettings), noneCheck.name, heldCheck.name],
  };
  for (const [kind, codes] of Object.entries(words)) {
    t.ok(codes.length > 2, kind);
    t.same(
      codes.filter((code) => !english.has(`${kind}-${code}`)),
      [],
      kind,
    );
  }
  t.end();
});

t.test('what a screen reader says of a button holds what stands on it', (t) => {
  for (const language of languages) {
    const sentences = sentencesOf('desk', language);
    const shown = sentences.say('row-let_in').toLocaleLowerCase(language);
    const said = sentences.say('row-let_in_checked', { name: 'Ada' });
    t.ok(said.toLocaleLowerCase(language).includes(shown), language);
  }
  t.end();
});

t.test('numbers and plurals are those of the language', (t) => {
  const read = (language: Language) => sentencesOf('desk', language);
  const people = (language: Language, count: number) =>
    read(language).find('people-page', { page: 1, pages: 2, count });
  t.equal(people('de', 1234), 'Seite 1 von 2, 1.234 Personen');
  t.match(people('ar', 2), /شخصان$/);
  t.match(people('ar', 5), /أشخاص$/);
  t.equal(read('de').find('ring-title'), null, 'a sentence without its name is not shown');
  t.equal(read('de').find('mistake-of_tomorrow'), null);
  t.same(read('ja').parts('ring-title', { name: '' }), ['', 'name', ' さんを通しますか？']);
  t.end();
});

t.test('no sentence of the desk or of a lobby screen names a command', (t) => {
  for (const group of ['desk', 'screen'] as const) {
    for (const language of languages) {
      const rows = [...ownSentences(group, language)];
      const typed = rows.filter(([, sentence]) => withoutCommands(sentence) !== sentence);
      t.same(typed, [], `${group} ${language}`);
    }
  }
  const code = sourcesIn('server/desk', 'server/kiosk').replaceAll(/`vestibule[^`]*`/g, '');
  t.same(code.match(/[: ]vestibule (?:desk|kiosk|privacy|doctor|setup)\b.*/g), null);
  t.end();
});

t.test('the desk shows of what is to be done the sentences without a command', (t) => {
  const shown = {
    'Publish one at the desk. In a terminal: sudo vestibule setup --company NAME':
      'Publish one at the desk.',
    'Look at the clock. Then run: ./vestibule privacy purge': 'Look at the clock.',
    'Restart it: systemctl restart vestibule.': '',
    'Put it right, or set VESTIBULE_PUBLIC_URL.': '',
    'Make room: Vestibule 0.3 needs 2.5 GB.': 'Make room: Vestibule 0.3 needs 2.5 GB.',
    'Was it moved? The service is "vestibule".': 'Was it moved? The service is "vestibule".',
  };
  for (const [whole, atDesk] of Object.entries(shown)) t.equal(withoutCommands(whole), atDesk);
  t.end();
});

t.test('the first page has less than 90 kB in every language, compressed', (t) => {
  const page = 'desk-client/dist';
  const sizeOf = (file: string) => gzipSync(readFileSync(file), { level: 9 }).length;
  const html = readFileSync(`${page}/index.html`, 'utf8');
  const files = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(([, file]) => file);
  t.match(files, [/\.js$/, /\.css$/]);
  const own = [`${page}/index.html`, ...files.map((file) => `${page}/${file}`)].map(sizeOf);
  for (const language of languages) {
    const all = own.reduce(
      (sum, size) => sum + size,
      sizeOf(`dist/languages/desk-${language}.json`),
    );
    t.ok(all < 90_000, `${language}: ${all} bytes`);
  }
  const later = JSON.parse(readFileSync('dist/languages/later-en.json', 'utf8')) as object;
  const parts = new Set(Object.keys(later).map((key) => key.split('-')[0]));
  const script = readFileSync(`${page}/${files.find((file) => file?.endsWith('.js'))}`, 'utf8');
  const said = [...script.matchAll(/["'`]([a-z_]+)-(?=[\w$])/g)].map(([, part]) => part);
  const early = said.filter((part) => parts.has(part));
  t.same(early, [], 'it says no sentence that only later views load');
  t.end();
});
