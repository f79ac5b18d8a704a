import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import t, { type Test } from 'tap';
import { listedAfter, listWatchlists } from '#server/store/tables/watchlists.ts';
import { listSources, type ListSource } from '#sanctions-lists';
import { importList } from '#server/watchlist/import-list.ts';
import { Watchlist } from '#server/watchlist/watchlist.ts';
import { listFile, openedStore } from './open-store.ts';

const actor = 'command:test';
const nobody = { email: null, phone: null, company: null, birthDate: null, country: null };
const search = {
  lists: null,
  threshold: 0.85,
  phoneCountry: 'US',
} as const;

/** Imports a list into a new database and returns the stored rows. */
async function imported(t: Test, source: ListSource, file: string) {
  const { db } = await openedStore(t, path.join(t.testdir(), 'vestibule.sqlite'));
  const result = await importList(db, actor, { source, file });
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
  { source: 'ofac', file: 'sdn_enhanced.xml', date: '2026-11-20' },
  { source: 'uk', file: 'uk.xml', date: '2026-11-17' },
  { source: 'eu', file: 'eu.xml', date: '2026-11-18' },
  { source: 'csl', file: 'csl.csv', date: null },
  { source: 'opensanctions', file: 'opensanctions.nested.json', date: '2026-11-21' },
];

for (const { source, file, date } of formats) {
  t.test(`${file} is recognised and read`, async (t) => {
    const { db, result, listed } = await imported(t, source, listFile(file));
    t.match(result, { source, entries: source === 'csl' ? 3 : 2, warnings: { length: 0 } });
    if (date) t.match(result, { date, datedBy: 'list' });
    const [person, company] = listed;
    t.match(person, { kind: 'person', names: [/quentaris/i] });
    t.match(
      [...(person?.names ?? []), ...(person?.weak ?? [])].join('|'),
      /Quentaris.*Kwentaris/is,
    );
    t.match(person?.birthDates[0], '1960-01-12');
    t.match(
      person?.birthDates[1],
      { eu: '1963', uk: '1963', opensanctions: '1963' }[source as string] ?? '1963~',
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
    await t.rejects(importList(db, actor, { source, file: main }), { code: 'list_cut_off' });
    for (const other of listSources) {
      if (other === source) continue;
      const own = listFile(file);
      await t.rejects(importList(db, actor, { source: other, file: own }), {
        code: 'list_of_another_format',
        message: new RegExp(`Give --source ${source}`),
      });
    }
    t.same(await listWatchlists(db), []);
  });
}

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
  const { listed } = await imported(t, 'un', path.join(t.testdir({ 'un.xml': text }), 'un.xml'));
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
    const { listed } = await imported(t, 'eu', main);
    t.same(listed[0]?.birthDates, ['1953~/1958~', '../1980', '1970~', 'XXXX']);
    t.same(listed[0]?.weak, ['Zolo']);
  },
);

t.test(
  'a quote in a cell without quotes is part of it, and a cell that never ends is not',
  async (t) => {
    const heading = 'id,schema,name,aliases,birth_date,countries\n';
    const row = (name: string, id: number) => `${id},Person,${name},,1960,uz\n`;
    const folder = t.testdir({
      'quotes.csv': heading + row('Zoltan ""Alpha"" Quentaris', 1) + row('"Zoltan, ""B"""', 2),
      'open.csv': heading + row('none', 1) + row('"never closed', 2) + row('none', 3),
    });
    const source = 'opensanctions';
    const { listed } = await imported(t, source, path.join(folder, 'quotes.csv'));
    t.match(listed, [{ reference: '1' }, { reference: '2' }]);
    t.same(listed[0]?.names, ['Zoltan ""Alpha"" Quentaris']);
    const { db } = await openedStore(t, path.join(folder, 'b.sqlite'));
    const file = path.join(folder, 'open.csv');
    await t.rejects(importList(db, actor, { source, file }), { code: 'list_cut_off' });
  },
);

t.test(
  'somebody of whom the list does not say what they are is found as a person and as a company',
  async (t) => {
    const { db, result } = await imported(t, 'csl', listFile('csl.csv'));
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
  const consolidated = path.join(folder, 'cons.xml');
  await importList(db, actor, { source, file: listFile('sdn.xml') });
  await t.rejects(importList(db, actor, { source, file: consolidated }), {
    code: 'list_is_another',
    message: /--list consolidated/,
  });
  const name = 'consolidated';
  t.match(await importList(db, actor, { source, name, file: consolidated }), { before: null });
  const watchlist = new Watchlist(db);
  t.match(await watchlist.status(), {
    inForce: ['ofac', 'ofac/consolidated'],
    gone: { length: 0 },
  });
  const found = async (who: string, lists: string[] | null = null) =>
    (await watchlist.lookUp({ ...nobody, name: who }, { ...search, lists })).map(
      ({ list }) => list,
    );
  t.same(await found('Zoltan Miro Quentaris'), ['ofac']);
  t.same(await found('Mirela Ostrovan', ['ofac']), ['ofac/consolidated'], 'all of OFAC');
  t.same(await found('Mirela Ostrovan', ['un']), []);
  const newer = path.join(folder, 'cons-newer.xml');
  const successor = await importList(db, actor, { source, name, file: newer, mayShrink: true });
  t.match(successor, { before: 2, entries: 1 });
  t.same(await found('Tiberio Valdan'), []);
  t.same(await found('Zoltan Miro Quentaris'), ['ofac'], 'the other one stays');
});

t.test("Canada's list is read under the old and the new names of its elements", async (t) => {
  const { result, listed } = await imported(t, 'ca', listFile('sema.xml'));
  t.match(result, { entries: 2, datedBy: 'file', warnings: { length: 0 } });
  const expected = [
    {
      reference: 'Atlantis, 1, Part 1, 94',
      kind: 'person',
      names: ['Zoltan Miro QUENTARIS', 'Soltan Kwentaris', 'Золтан Квентарис'],
      weak: ['Soltan'],
      birthDates: ['1960-01-12'],
      countries: { length: 0 },
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
  t.match((await imported(t, 'ca', main)).listed, expected);
  await writeFile(main, text.replaceAll(/(LastName|GivenName|EntityOrShip)-/g, 'Name-'));
  await t.rejects(imported(t, 'ca', main), { code: 'list_of_another_format' });
});

t.test("Switzerland's list is read, but for whoever was taken off it", async (t) => {
  const { result, listed } = await imported(t, 'ch', listFile('seco.xml'));
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
