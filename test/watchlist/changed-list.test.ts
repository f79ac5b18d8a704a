import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { importList } from '#server/watchlist/import-list.ts';
import { Watchlist } from '#server/watchlist/watchlist.ts';
import { listFile, openedStore } from './open-store.ts';
import { unList } from './publisher.ts';

const nobody = { email: null, phone: null, company: null, birthDate: null, country: null };
const search = { lists: null, threshold: 0.99, phoneCountry: 'US' } as const;

t.test('a newer list changes what differs, and no other list is read again', async (t) => {
  const { db } = await openedStore(t);
  const file = path.join(t.testdirName, 'newer.xml');
  const bring = async (text: string) => {
    writeFileSync(file, text);
    await importList(db, 'command:test', { source: 'un', file, mayShrink: true });
  };
  await importList(db, 'command:test', { source: 'ofac', file: listFile('sdn.xml') });
  await bring(unList('2026-11-20', 40));
  const watchlist = new Watchlist(db);
  const found = async (name: string, by = watchlist) =>
    (await by.lookUp({ ...nobody, name }, search)).map(({ list, entry }) => `${list} ${entry}`);
  t.same(await found('Soltan Kwentaris'), ['ofac 90001']);
  t.same(await found('Zoltan Quentarisak'), ['un MUi.0']);

  // Without these rows, a watchlist that read this list again would miss him.
  const ofac = db.selectFrom('watchlists').select('id').where('source', '=', 'ofac');
  await db.deleteFrom('watchlist_listed').where('listId', 'in', ofac).execute();
  await db.deleteFrom('watchlist_readings').where('listId', 'in', ofac).execute();
  const newer = unList('2026-11-21', 41)
    .replace('Quentarisak', 'Valdanorak')
    .replace(/<INDIVIDUAL><DATAID>7000001<.*?<\/INDIVIDUAL>/s, '');
  await bring(newer);
  t.same(await found('Soltan Kwentaris'), ['ofac 90001'], 'the other list was not read again');
  t.same(await found('Zoltan Valdanorak'), ['un MUi.0'], 'a changed name');
  t.same(await found('Zoltan Quentarisak'), [], 'and not as before');
  t.same(await found('Zoltan Quentarisbk'), [], 'somebody who was taken off');
  t.same(await found('Zoltan Quentarisao'), ['un MUi.40'], 'somebody new');

  for (const name of ['Zoltan Valdanorak', 'Zoltan Quentarisak', 'Zoltan Quentariscl']) {
    t.same(await found(name), await found(name, new Watchlist(db)), `${name}: as after a start`);
  }

  await bring(unList('2026-11-22', 40, 'Ludmilla'));
  t.same(await found('Ludmilla Quentarisak'), ['un MUi.0'], 'all of it changed');
  t.same(await found('Soltan Kwentaris'), [], 'then all lists are read again');
  await db.deleteFrom('watchlists').where('source', '=', 'un').execute();
  t.same(await found('Ludmilla Quentarisak'), [], 'a list that is gone');
});
