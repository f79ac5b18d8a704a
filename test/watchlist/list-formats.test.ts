import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import t, { type Test } from 'tap';
import yazl from 'yazl';
import { listedAfter, listWatchlists } from '../../server/store/tables/watchlists.ts';
import type { ListFiles } from '../../server/watchlist/formats/format.ts';
import { importList } from '../../server/watchlist/import-list.ts';
import { listSources, type ListSource } from '../../server/watchlist/sources.ts';
import { Watchlist } from '../../server/watchlist/watchlist.ts';
import { listFile, openedStore } from './open-store.ts';

const actor = 'command:test';
const nobody = { email: null, phone: null, company: null, birthDate: null, country: null };
const search = {
  lists: null,
  by: ['name', 'company'],
  threshold: 0.85,
  phoneCountry: 'US',
} as const;

/** What is stored of a list, read again into a database of its own. */
async function imported(t: Test, source: ListSource, files: ListFiles) {
  const { db } = await openedStore(t, path.join(t.testdir(), 'vestibule.sqlite'));
  const result = await importList(db, actor, { source, files });
  const [list] = await listWatchlists(db);
  const rows = await listedAfter(db, list?.id ?? 0, 0, 1000);
  const listed = rows.map(({ reference, kind, names, weakNames, birthDates, countries }) => ({
    reference,
    kind,
    names: JSON.parse(names) as string[],
    weak: JSON.parse(weakNames) as string[],
    birthDates: JSON.parse(birthDates) as string[],
    countries: JSON.parse(countries) as string[],
  }));
  return { db, result, listed };
}

const formats: { source: ListSource; file: string; date: string | null }[] = [
  { source: 'ofac', file: 'sdn_advanced.xml', date: '2026-11-20' },
  { source: 'ofac', file: 'sdn_enhanced.xml', date: '2026-11-20' },
  { source: 'uk', file: 'uk.xml', date: '2026-11-17' },
  { source: 'eu', file: 'eu.csv', date: '2026-11-18' },
  { source: 'csl', file: 'csl.csv', date: null },
  { source: 'opensanctions', file: 'opensanctions.nested.json', date: '2026-11-21' },
];

for (const { source, file, date } of formats) {
  t.test(`${file} is recognised and read`, async (t) => {
    const { db, result, listed } = await imported(t, source, { main: listFile(file) });
    t.match(result, { source, entries: source === 'csl' ? 3 : 2, warnings: [] });
    if (date) t.match(result, { date, datedBy: 'list' });
    const [person, company] = listed;
    t.match(person, { kind: 'person', names: [/quentaris/i] });
    t.match(person?.names.join('|'), /Quentaris.*Kwentaris/is);
    t.match(person?.birthDates[0], '1960-01-12');
    t.match(
      person?.birthDates[1],
      { eu: '1963~/1965~', uk: '1963', opensanctions: '1963' }[source as string] ?? '1963~',
    );
    t.match(person?.countries.join(), /PA|Panama/i);
    if (source !== 'eu') {
      const weak = source === 'csl' ? person?.names : person?.weak;
      t.ok(weak?.includes('Zolo the Grey'), 'the nickname');
    }
    t.match(company, { kind: 'company', names: [/Vortega/i] });
    t.notMatch(JSON.stringify(listed), /phantom|unlisted/i, 'no ship, no relative');

    const watchlist = new Watchlist(db);
    const found = async (name: string, birthDate: string | null = null) =>
      (await watchlist.lookUp({ ...nobody, name, birthDate }, search)).map(({ entry }) => entry);
    t.same(await found('Soltan Kwentaris'), [person?.reference]);
    t.same(await found('Soltan Kwentariz', '1999-05-05'), [], 'nobody of that age');
    t.same(await found('Soltan Kwentariz', '1964-05-05'), [person?.reference]);
    if (source !== 'eu') t.same(await found('Zolo the Grey'), [person?.reference]);
    if (source !== 'eu' && source !== 'csl')
      t.same(await found('Zolo the Greyt'), [], 'not like it');
  });

  t.test(`${file} cut off, or of another publisher, changes nothing`, async (t) => {
    const { db } = await openedStore(t);
    const whole = await readFile(listFile(file));
    const main = path.join(t.testdir(), file);
    await writeFile(main, whole.subarray(0, whole.length - 60));
    await t.rejects(importList(db, actor, { source, files: { main } }), { code: 'list_cut_off' });
    for (const other of listSources) {
      if (other === source) continue;
      const files = { main: listFile(file) };
      await t.rejects(importList(db, actor, { source: other, files }), {
        code: 'list_of_another_format',
        message: new RegExp(`Give --source ${source}`),
      });
    }
    t.same(await listWatchlists(db), []);
  });
}

t.test('a list in a zip is read as one beside it, with the files that belong to it', async (t) => {
  const all = [
    ...formats,
    { source: 'un' as const, file: 'un.xml' },
    { source: 'opensanctions' as const, file: 'opensanctions.csv' },
  ];
  for (const { source, file } of all) {
    const zip = await zipped(t, { [file]: await readFile(listFile(file)), 'readme.pdf': 'x' });
    const inside = await imported(t, source, { main: zip });
    const beside = await imported(t, source, { main: listFile(file) });
    t.same(inside.listed, beside.listed, file);
  }
  const parts = Object.fromEntries(
    await Promise.all(
      ['sdn.csv', 'alt.csv', 'add.csv'].map(async (name) => [name, await readFile(listFile(name))]),
    ),
  ) as Record<string, Buffer>;
  const { listed, result } = await imported(t, 'ofac', { main: await zipped(t, parts) });
  t.match(listed[0], { names: ['QUENTARIS, Zoltan Miro', 'KWENTARIS, Soltan'] });
  t.same(result.warnings, []);
});

t.test('a zip that is no list, is cut off, or would be very large is refused', async (t) => {
  const { db } = await openedStore(t);
  const refused = async (main: string, expected: { code?: string; message?: RegExp }) => {
    const importing = importList(db, actor, { source: 'un', files: { main } });
    t.match(await importing.catch((error: unknown) => error), expected);
  };
  const un = await readFile(listFile('un.xml'));
  await refused(await zipped(t, { 'a.pdf': 'x' }), { message: /no list/ });
  await refused(await zipped(t, { 'a.xml': un, 'b.xml': un }), {
    message: /several: a.xml, b.xml/,
  });
  const zip = await readFile(await zipped(t, { 'un.xml': un }));
  const changed = async (bytes: Buffer) => {
    const file = path.join(t.testdir(), 'changed.zip');
    await writeFile(file, bytes);
    return file;
  };
  await refused(await changed(zip.subarray(0, zip.length - 30)), { code: 'list_cut_off' });
  const central = zip.lastIndexOf(Buffer.from('PK\u0001\u0002'));
  const large = Buffer.from(zip);
  large.writeUInt32LE(3_000_000_000, central + 24);
  await refused(await changed(large), { message: /very large/ });
  const more = Buffer.from(zip);
  more.writeUInt32LE(un.length - 1000, central + 24);
  await refused(await changed(more), { code: 'list_cut_off' });
  const damaged = Buffer.from(zip);
  damaged.fill(0x5a, 200, 260);
  await refused(await changed(damaged), { code: 'list_cut_off' });
  t.same(await listWatchlists(db), []);
});

t.test(
  "weak names are among the remarks of OFAC's CSV, and what they lack in its comments",
  async (t) => {
    const remarks =
      "DOB 01 Jan 1961 to 31 Dec 1963; nationality Russia; a.k.a. 'ZOLO'; f.k.a. 'ABU-'UMAR' (Arabic); a.k.a. 'THE GREY'.";
    const empty = '-0- ,'.repeat(7);
    const row = (number: number, text: string) =>
      `${number},"QUENTARIS, Zoltan","individual","MADEUP",${empty}"${text}"\n`;
    const long = `${'x'.repeat(990)}; a.k.a. 'CUT`;
    const folder = t.testdir({
      'sdn.csv': row(1, remarks) + row(2, long) + '\u001a',
      'alt.csv': '1,10,"aka","KWENTARIS, Soltan",-0- \n',
      'comments.csv': '2," SHORT\'."\n',
    });
    const at = (name: string) => path.join(folder, name);
    const main = at('sdn.csv');
    const bare = await imported(t, 'ofac', { main });
    t.match(bare.listed[0], {
      weak: ['ZOLO', "ABU-'UMAR", 'THE GREY'],
      birthDates: ['1961-01-01/1963-12-31'],
      countries: ['Russia'],
    });
    t.match(bare.result.warnings, [/--alt alt.csv/, /--comments/]);
    const files = { main, alt: at('alt.csv'), comments: at('comments.csv') };
    const { listed, result } = await imported(t, 'ofac', files);
    t.match(listed[0]?.names, ['QUENTARIS, Zoltan', 'KWENTARIS, Soltan']);
    t.same(listed[1]?.weak, ['CUT SHORT']);
    t.same(result.warnings, []);
  },
);

t.test('what the UN writes behind a name is told from the name', async (t) => {
  const alias = (name: string, more = '') =>
    `<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>${name}</ALIAS_NAME>${more}</INDIVIDUAL_ALIAS>`;
  const person = (inner: string) =>
    `<INDIVIDUAL><REFERENCE_NUMBER>M</REFERENCE_NUMBER><FIRST_NAME>Zoltan Quentaris</FIRST_NAME>${inner}</INDIVIDUAL>`;
  const dated =
    '<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1960</YEAR></INDIVIDUAL_DATE_OF_BIRTH>';
  const aged = '<INDIVIDUAL_DATE_OF_BIRTH><NOTE>40-50 years old</NOTE></INDIVIDUAL_DATE_OF_BIRTH>';
  const text = `<CONSOLIDATED_LIST>${person(
    [
      alias('Soltan Kwentaris (previously listed as)'),
      alias('Soltan Quent (previously listed as Zoltan Quent)'),
      alias('Soltan Ishak born in 1963'),
      alias('Soltan Miro (original script: Золтан Миро)'),
      alias('(Sheikh) Soltan Karo', '<DATE_OF_BIRTH>1971-02-03</DATE_OF_BIRTH>'),
      alias('золтан Каро (Soltan Karos; S. Karos)'),
      alias('Soltan Omar (Omari); Soltan Ali, III (third)'),
      '<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Zolo</ALIAS_NAME></INDIVIDUAL_ALIAS>',
      dated,
      aged,
    ].join(''),
  )}<ENTITY><REFERENCE_NUMBER>E</REFERENCE_NUMBER><FIRST_NAME>Vortega</FIRST_NAME><ENTITY_ALIAS><ALIAS_NAME>Vortega Lines (Panama); Vortega Shipping Group (VSG)</ALIAS_NAME></ENTITY_ALIAS></ENTITY></CONSOLIDATED_LIST>`;
  const { listed } = await imported(t, 'un', {
    main: path.join(t.testdir({ 'un.xml': text }), 'un.xml'),
  });
  t.same(listed[0]?.names, [
    'Zoltan Quentaris',
    'Soltan Kwentaris',
    'Soltan Quent',
    'Zoltan Quent',
    'Soltan Ishak',
    'Soltan Miro',
    'Золтан Миро',
    '(Sheikh) Soltan Karo',
    'золтан Каро',
    'Soltan Omar',
    'Soltan Ali, III',
  ]);
  t.same(listed[0]?.weak, ['Soltan Karos', 'S. Karos', 'Omari', 'Zolo']);
  t.same(listed[0]?.birthDates, ['1960~', 'XXXX', '1971-02-03', '1963']);
  t.same(listed[1]?.names, [
    'Vortega',
    'Vortega Lines (Panama)',
    'Vortega Shipping Group (VSG)',
    'Vortega Shipping Group',
  ]);
  t.same(listed[1]?.weak, ['VSG']);
});

t.test(
  'birth dates that the EU has as a span, open at an end, or of another calendar',
  async (t) => {
    const birth = (attributes: string) => `<birthdate ${attributes}/>`;
    const text = `<export generationDate="2026-11-18"><sanctionEntity euReferenceNumber="EU.1"><subjectType code="person"/><nameAlias wholeName="Zoltan Quentaris" strong="true"/><nameAlias wholeName="Zolo" strong="false"/>${[
      birth('circa="true" yearRangeFrom="1953" yearRangeTo="1958"'),
      birth('circa="false" yearRangeTo="1980"'),
      birth('circa="true" year="1970"'),
      birth('calendarType="ISLAMIC" year="1380"'),
    ].join('')}</sanctionEntity></export>`;
    const main = path.join(t.testdir({ 'eu.xml': text }), 'eu.xml');
    const { listed } = await imported(t, 'eu', { main });
    t.same(listed[0]?.birthDates, ['1953~/1958~', '../1980', '1970~', 'XXXX']);
    t.same(listed[0]?.weak, ['Zolo']);
  },
);

t.test(
  'a quote in a cell without quotes is part of it, and a cell that never ends is not',
  async (t) => {
    const heading =
      'Last Updated,02/04/2014\nName 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,DOB,Nationality,Position,Group Type,Group ID\n';
    const row = (position: string, id: number) =>
      `QUENTARIS,Zoltan,,,,,,12/01/1960,1) Uzbek 2) Afghan,${position},Individual,${id}\n`;
    const folder = t.testdir({
      'quotes.csv': heading + row('head of the unit of ""Alpha"" forces', 1) + row('"a, ""b"""', 2),
      'open.csv': heading + row('none', 1) + row('"never closed', 2) + row('none', 3),
    });
    const { listed } = await imported(t, 'uk', { main: path.join(folder, 'quotes.csv') });
    t.match(listed, [{ reference: '1' }, { reference: '2' }]);
    t.same(listed[0]?.countries, ['Uzbek', 'Afghan']);
    const { db } = await openedStore(t, path.join(folder, 'b.sqlite'));
    const files = { main: path.join(folder, 'open.csv') };
    await t.rejects(importList(db, actor, { source: 'uk', files }), { code: 'list_cut_off' });
  },
);

t.test(
  'somebody of whom the list does not say what they are is found as a person and as a company',
  async (t) => {
    const { db, result } = await imported(t, 'csl', { main: listFile('csl.csv') });
    t.equal(result.entries, 3);
    const watchlist = new Watchlist(db);
    const person = await watchlist.lookUp({ ...nobody, name: 'Mirela Ostrovan' }, search);
    t.match(person, [{ entry: 'f00d', by: 'name' }]);
    const company = { ...nobody, name: null, company: 'Mirela Ostrovan' };
    t.match(await watchlist.lookUp(company, search), [{ entry: 'f00d', by: 'company' }]);
  },
);

t.test('several lists of one publisher are in force side by side', async (t) => {
  const { db } = await openedStore(t);
  const source = 'ofac';
  const entry = (id: number, name: string) =>
    `<sdnEntry><uid>${id}</uid><lastName>${name}</lastName><sdnType>Individual</sdnType></sdnEntry>`;
  const folder = t.testdir({
    'cons.xml': `<sdnList>${entry(501, 'Mirela Ostrovan')}${entry(502, 'Tiberio Valdan')}</sdnList>`,
    'cons-newer.xml': `<sdnList>${entry(501, 'Mirela Ostrovan')}</sdnList>`,
  });
  const consolidated = { main: path.join(folder, 'cons.xml') };
  await importList(db, actor, { source, files: { main: listFile('sdn.xml') } });
  await t.rejects(importList(db, actor, { source, files: consolidated }), {
    code: 'list_is_another',
    message: /--list consolidated/,
  });
  const name = 'consolidated';
  t.match(await importList(db, actor, { source, name, files: consolidated }), { before: null });
  const watchlist = new Watchlist(db);
  t.match(await watchlist.status(), { inForce: ['ofac', 'ofac/consolidated'], gone: [] });
  const found = async (who: string, lists: string[] | null = null) =>
    (await watchlist.lookUp({ ...nobody, name: who }, { ...search, lists })).map(
      ({ list }) => list,
    );
  t.same(await found('Zoltan Miro Quentaris'), ['ofac']);
  t.same(await found('Mirela Ostrovan', ['ofac']), ['ofac/consolidated'], 'all of OFAC');
  t.same(await found('Mirela Ostrovan', ['un']), []);
  const newer = { main: path.join(folder, 'cons-newer.xml') };
  const successor = await importList(db, actor, { source, name, files: newer, mayShrink: true });
  t.match(successor, { before: 2, entries: 1 });
  t.same(await found('Tiberio Valdan'), []);
  t.same(await found('Zoltan Miro Quentaris'), ['ofac'], 'the other one stays');
});

async function zipped(t: Test, files: Readonly<Record<string, Buffer | string>>): Promise<string> {
  const zip = new yazl.ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  const file = path.join(t.testdir(), 'list.zip');
  await finished(zip.outputStream.pipe(createWriteStream(file)));
  return file;
}

t.test("Canada's list is read under the old and the new names of its elements", async (t) => {
  const { result, listed } = await imported(t, 'ca', { main: listFile('sema.xml') });
  t.match(result, { entries: 2, datedBy: 'file', warnings: [] });
  const expected = [
    {
      reference: 'Atlantis, 1, Part 1, 94',
      kind: 'person',
      names: ['Zoltan Miro QUENTARIS', 'Soltan Kwentaris', 'Золтан Квентарис'],
      weak: ['Soltan'],
      birthDates: ['1960-01-12'],
      countries: [],
    },
    {
      reference: 'Atlantis, 1, Part 2, 1',
      kind: 'company',
      names: ['Vortega Shipping', 'Vortega Lines Co., Ltd.', 'Vortega Freight'],
    },
  ];
  t.match(listed, expected);
  t.notMatch(JSON.stringify(listed), 'Phantom', 'no ships');
  const text = await readFile(listFile('sema.xml'), 'utf8');
  const main = path.join(t.testdir(), 'sema.xml');
  const old = text
    .replaceAll(/(<\/?\w+)-(?!set>)\w+>/g, '$1>')
    .replaceAll('EntityOrShip>', 'Entity>')
    .replaceAll('DateOfBirthOrShipBuildDate>', 'DateOfBirth>');
  await writeFile(main, old);
  t.match((await imported(t, 'ca', { main })).listed, expected);
  await writeFile(main, text.replaceAll(/(LastName|GivenName|EntityOrShip)-/g, 'Name-'));
  await t.rejects(imported(t, 'ca', { main }), { code: 'list_of_another_format' });
});

t.test("Switzerland's list is read, but for whoever was taken off it", async (t) => {
  const { result, listed } = await imported(t, 'ch', { main: listFile('seco.xml') });
  t.match(result, { entries: 2, date: '2026-11-16', datedBy: 'list' });
  t.match(listed, [
    {
      reference: '5142',
      kind: 'person',
      names: ['Quentaris Zoltan', 'Kventaris Zoltan', 'Квентарис Золтан', 'Soltan Kwentaris'],
      weak: ['Zolly'],
      birthDates: ['1960-01-12', '1963'],
      countries: ['IQ'],
    },
    { reference: '46130', kind: 'company', names: ['Vortega Shipping'] },
  ]);
  t.notMatch(JSON.stringify(listed), /Phantom|Formerly/i);
});
