import { readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { listedAfter, listWatchlists } from '#server/store/tables/watchlists.ts';
import { importList } from '#server/watchlist/import-list.ts';
import type { ListSource } from '#sanctions-lists';
import { isStale } from '#server/watchlist/follow/list-status.ts';
import { Watchlist } from '#server/watchlist/watchlist.ts';
import { listFile, openedStore } from './open-store.ts';

const actor = 'command:test';
const nobody = { email: null, phone: null, company: null, birthDate: null, country: null };
const search = {
  lists: null,
  threshold: 0.85,
  phoneCountry: 'US',
} as const;

const formats: { source: ListSource; file: string; date: string }[] = [
  { source: 'ofac', file: 'sdn.xml', date: '2026-11-20' },
  { source: 'un', file: 'un.xml', date: '2026-11-19' },
  { source: 'eu', file: 'eu.xml', date: '2026-11-18' },
  { source: 'opensanctions', file: 'opensanctions.csv', date: '2026-11-21' },
  { source: 'uk', file: 'uk.xml', date: '2026-11-17' },
];

t.test('each format is read: its date, persons, companies, other names, birth dates', async (t) => {
  const { db } = await openedStore(t);
  for (const { source, file, date } of formats) {
    const imported = await importList(db, actor, { source, file: listFile(file) });
    t.match(imported, { source, date, entries: 2 });
    const id = (await listWatchlists(db)).find((list) => list.source === source)?.id ?? 0;
    const [person, company] = await listedAfter(db, id, 0, 10);
    t.match(person, { kind: 'person' });
    // The EU marks one of the names as weak.
    t.match(`${person?.names} ${person?.weakNames}`, /Zoltan.*Soltan|Soltan.*Zoltan/i);
    t.match(person?.birthDates, /"1960-01-12","1963/, source);
    t.match(company, { kind: 'company', names: /VORTEGA/i });
    t.notMatch(JSON.stringify(company), 'PHANTOM', 'no ships');
  }
  const watchlist = new Watchlist(db);
  const hits = await watchlist.lookUp({ ...nobody, name: 'Soltan Kwentaris' }, search);
  t.same(hits.map(({ list }) => list).sort(), ['eu', 'ofac', 'opensanctions', 'uk', 'un']);
  const native = await watchlist.lookUp({ ...nobody, name: 'Квентарис Золтан' }, search);
  t.same(native.map(({ list }) => list).sort(), ['opensanctions', 'uk', 'un'], 'as they write it');
  const company = { ...nobody, name: null, company: 'Vortega Shipping GmbH' };
  t.match(await watchlist.lookUp(company, { ...search, lists: ['eu'] }), [
    { list: 'eu', entry: 'EU.9002.2', by: 'company' },
  ]);
  const young = { ...nobody, name: 'Zoltan Quentarsi', birthDate: '1999-05-05' };
  t.same(await watchlist.lookUp(young, search), [], 'nobody of that age is listed');
  t.equal((await watchlist.lookUp({ ...young, birthDate: '1961-05-05' }, search)).length, 5);
});

t.test(
  'a list without a date is of the day that is given, or on which its file was changed',
  async (t) => {
    const { db } = await openedStore(t);
    const main = path.join(t.testdir(), 'sdn.xml');
    const dated = await readFile(listFile('sdn.xml'), 'utf8');
    await writeFile(main, dated.replace(/<Publish_Date>.*?<\/Publish_Date>/, ''));
    await utimes(main, new Date(), new Date('2026-10-05T12:00:00Z'));
    const source = 'ofac';
    t.match(await importList(db, actor, { source, file: main }), {
      date: '2026-10-05',
      datedBy: 'file',
    });
    t.match(await listWatchlists(db), [{ listDate: '2026-10-05' }]);
    const date = '2026-10-09';
    t.match(await importList(db, actor, { source, file: main, date }), {
      date,
      datedBy: 'given',
    });
    const file = listFile('sdn.xml');
    t.match(await importList(db, actor, { source, file, date }), {
      date: '2026-11-20',
      datedBy: 'list',
    });
    await utimes(main, new Date(), new Date('2999-01-01T12:00:00Z'));
    const { date: latest } = await importList(db, actor, { source, file: main });
    t.ok(new Date(latest) <= new Date(), 'never of a day to come');
  },
);

t.test('a file that is cut off, or another one, changes nothing', async (t) => {
  const { db } = await openedStore(t);
  const folder = t.testdir();
  for (const { source, file } of formats) {
    await importList(db, actor, { source, file: listFile(file) });
  }
  const before = await listWatchlists(db);
  const watchlist = new Watchlist(db);
  for (const { source, file } of formats) {
    const whole = await readFile(listFile(file));
    const cut = path.join(folder, file);
    await writeFile(cut, whole.subarray(0, whole.length - 60));
    await t.rejects(importList(db, actor, { source, file: cut }), {
      code: 'list_cut_off',
    });
    const other = listFile(source === 'un' ? 'eu.xml' : 'un.xml');
    await t.rejects(importList(db, actor, { source, file: other }), {
      code: 'list_of_another_format',
    });
  }
  const missing = path.join(folder, 'missing.xml');
  for (const { source } of formats) {
    await t.rejects(importList(db, actor, { source, file: missing }), { code: 'list_unreadable' });
  }
  t.same(await listWatchlists(db), before);
  const hits = await watchlist.lookUp({ ...nobody, name: 'Zoltan Quentaris' }, search);
  t.equal(hits.length, 5, 'the lists before still count');
});

t.test(
  'a list whose columns or words were renamed is refused, and no person of it is lost',
  async (t) => {
    const { db } = await openedStore(t);
    const folder = t.testdir();
    const renamed: { source: ListSource; file: string; from: string; to: string; says: RegExp }[] =
      [
        {
          source: 'uk',
          file: 'uk.xml',
          from: 'IndividualEntityShip',
          to: 'Sort',
          says: /entry ""/,
        },
        { source: 'uk', file: 'uk.xml', from: '>Individual<', to: '>Natural<', says: /"Natural"/ },
        { source: 'uk', file: 'uk.xml', from: 'Name6', to: 'Surname', says: /have no name/ },
        { source: 'ofac', file: 'sdn.xml', from: 'sdnType', to: 'type', says: /entry ""/ },
        { source: 'ofac', file: 'sdn.xml', from: 'Individual', to: 'Person', says: /"Person"/ },
        { source: 'un', file: 'un.xml', from: 'INDIVIDUAL', to: 'HUMAN', says: /no person in it/ },
        { source: 'un', file: 'un.xml', from: '_NAME>', to: '_PART>', says: /have no name/ },
        { source: 'eu', file: 'eu.xml', from: 'subjectType', to: 'kind', says: /entry ""/ },
        { source: 'eu', file: 'eu.xml', from: 'nameAlias', to: 'alias', says: /have no name/ },
        {
          source: 'opensanctions',
          file: 'opensanctions.csv',
          from: '"schema"',
          to: '"type"',
          says: /no column schema/,
        },
        {
          source: 'opensanctions',
          file: 'opensanctions.csv',
          from: '"Person"',
          to: '"Human"',
          says: /"Human"/,
        },
      ];
    for (const { source, file, from, to, says } of renamed) {
      const main = path.join(folder, file);
      await writeFile(main, (await readFile(listFile(file), 'utf8')).replaceAll(from, to));
      await t.rejects(importList(db, actor, { source, file: main }), {
        code: 'list_of_another_format',
        message: says,
      });
    }
    t.same(await listWatchlists(db), []);
  },
);

t.test('a list that has lost most of its entries is not taken for the new one', async (t) => {
  const { db } = await openedStore(t);
  const rows = Array.from(
    { length: 9 },
    (_, i) => `"M-${i}","Person","Person Numbered ${i}","","",""`,
  );
  const heading = 'id,schema,name,aliases,birth_date,countries';
  const folder = t.testdir({
    'long.csv': [heading, ...rows].join('\n'),
    'short.csv': [heading, ...rows.slice(0, 8)].join('\n'),
  });
  const source = 'opensanctions';
  await importList(db, actor, { source, file: path.join(folder, 'long.csv') });
  const file = path.join(folder, 'short.csv');
  await t.rejects(importList(db, actor, { source, file }), { code: 'list_shrunk' });
  const imported = await importList(db, actor, { source, file, mayShrink: true });
  t.match(imported, { entries: 8, before: 9 });
});

t.test('an older list takes no place of a newer one, unless somebody says so', async (t) => {
  const { db } = await openedStore(t);
  const xml = await readFile(listFile('un.xml'), 'utf8');
  const folder = t.testdir({ 'older.xml': xml.replace(/(dateGenerated=")\d{4}/, '$12001') });
  const file = path.join(folder, 'older.xml');
  const { date } = await importList(db, actor, {
    source: 'un',
    file: listFile('un.xml'),
  });
  await t.rejects(importList(db, actor, { source: 'un', file }), { code: 'list_older' });
  t.match(await listWatchlists(db), [{ listDate: date }]);
  const back = await importList(db, actor, { source: 'un', file, mayBeOlder: true });
  t.match(back, { date: /^2001/ });
});

t.test('a list is old from its own date on', (t) => {
  const list = { id: 1, source: 'un', name: '', entries: 1, isComplete: true };
  const row = { ...list, listDate: '2026-11-01', importedAt: new Date('2026-11-20T00:00:00Z') };
  t.notOk(isStale(row, new Date('2026-11-15T12:00:00Z')));
  t.ok(isStale(row, new Date('2026-11-16T12:00:00Z')));
  t.end();
});
