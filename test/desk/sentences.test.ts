import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { ProjectDataFile } from '../../server/config/data-file.ts';
import { troubles } from '../../server/installation/diagnosis/finding.ts';
import { checkSettings, heldCheck, noneCheck } from '../../server/checks/registry.ts';
import { deskRoles } from '../../server/protocol/desk-account-messages.ts';
import { DeskCard } from '../../server/protocol/desk-messages.ts';
import { Enrolled, ExpectedVisitor } from '../../server/protocol/desk-arrival-messages.ts';
import { LobbyEnrolment } from '../../server/protocol/desk-enrolment-messages.ts';
import { ListedPerson } from '../../server/protocol/desk-people-messages.ts';
import { languages, type Language } from '../../server/protocol/languages.ts';
import { guidanceCodes } from '../../server/protocol/messages.ts';
import { withoutCommands } from '../../server/protocol/terminal.ts';
import { reasons } from '../../server/sign-in/reasons.ts';
import { blanksOf, deskByCode, sentenceRows, sourcesIn } from '../support/sentence-files.ts';

// Tests the sentences of the desk's page. test/config/sentence-files.test.ts tests that every language has them.

const fileOf = (language: Language) => `server/desk/data/desk-${language}.txt`;
const sentencesOf = (language: Language) => new Map(sentenceRows(fileOf(language)));
const english = sentencesOf('en');
const translated = new Map(
  languages.filter((language) => language !== 'en').map((each) => [each, sentencesOf(each)]),
);

/** The codes of all translations together. With one language as the model, its gaps would count as faults of others. */
const codes = [
  ...new Set([...translated.values()].flatMap((sentences) => [...sentences.keys()])),
].filter((key) => deskByCode.test(key));

/** Errors that answer programs only, never the page. */
const ofProgramsAlone = new Set(['not_a_websocket']);

t.test('every other language has what the service says by a code, with the same blanks', (t) => {
  for (const [language, sentences] of translated) {
    const lacking = codes.filter((key) => !sentences.has(key));
    t.same(lacking, [], `${language} lacks what another language has`);
  }
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
  for (const kind of ['why', 'todo']) {
    const known = codes
      .filter((key) => key.startsWith(`${kind}.`))
      .map((key) => key.slice(kind.length + 1));
    t.same(known.sort(), Object.keys(reasons).sort(), kind);
  }
  t.end();
});

t.test('each remark on a sign-in is one that a check makes, and is translated', (t) => {
  const source = sourcesIn(
    ...['server/app', 'server/checks', 'server/sign-in', 'packages/health-pass'],
  ).replace(/\s+/g, ' ');
  const table = readFileSync('desk-client/src/service/remarks.ts', 'utf8');
  const remarks = [...table.matchAll(/^ {2}(\w+):\s+'(.+)',$/gm)];
  t.ok(remarks.length > 60);
  for (const [, code = '', sentence = ''] of remarks) {
    const parts = sentence.split(/\{\w+\}/).filter((part) => /\w/.test(part));
    t.same(
      parts.filter((part) => !source.includes(part.trim())),
      [],
      code,
    );
    const blanks = new Set(blanksOf(sentence));
    for (const [language, sentences] of translated) {
      const foreign = sentences.get(`remark.${code}`);
      const isFilled = foreign && blanksOf(foreign).every((blank) => blanks.has(blank));
      t.ok(isFilled, `${language}: ${code}`);
    }
  }
  const known = new Set(remarks.map(([, code = '']) => code));
  t.same(
    codes.filter((key) => key.startsWith('remark.') && !known.has(key.slice(7))),
    [],
  );
  t.end();
});

/** Troubles without a subject of their own: a program's name, or the thing that was not examined or is named. */
const withoutSubject = ['not_examined', 'node', 'camera', 'channel'];

t.test('each finding of a check-up has its sentence and its subject', (t) => {
  const keysOf = (kind: string) =>
    codes.filter((key) => key.startsWith(`${kind}.`)).map((key) => key.slice(kind.length + 1));
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
  const service = codes.filter((key) => !/^(why|todo|about|amiss|remark)\./.test(key));
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
    chip: Object.keys(reasons),
    check: [...Object.keys(checkSettings), noneCheck.name, heldCheck.name],
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

t.test('what a screen reader says of a button holds what stands on it', (t) => {
  for (const language of languages) {
    const sentences = sentencesOf(language);
    const [shown = '', said = ''] = ['row.let_in', 'row.let_in_checked'].map((key) =>
      sentences.get(key)!.toLocaleLowerCase(language),
    );
    t.ok(said.includes(shown), language);
  }
  t.end();
});

t.test('numbers and plurals are those of the language', (t) => {
  const read = (language: Language) => new ProjectDataFile(fileOf(language)).sentences(language);
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

t.test('no sentence of the desk or of a lobby screen names a command', (t) => {
  for (const file of ['desk/data/desk', 'kiosk/data/screen']) {
    for (const language of languages) {
      const rows = sentenceRows(`server/${file}-${language}.txt`);
      const typed = rows.filter(([, sentence]) => withoutCommands(sentence) !== sentence);
      t.same(typed, [], `${file} ${language}`);
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
    const all = own.reduce((sum, size) => sum + size, sizeOf(fileOf(language)));
    t.ok(all < 90_000, `${language}: ${all} bytes`);
  }
  t.end();
});
