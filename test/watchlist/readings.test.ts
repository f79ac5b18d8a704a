import path from 'node:path';
import t from 'tap';
import { importList } from '#server/watchlist/import-list.ts';
import { Watchlist } from '#server/watchlist/watchlist.ts';
import type { Db } from '#server/store/schema.ts';
import { listFile, openedStore } from './open-store.ts';

const actor = 'command:test';
const nobody = { email: null, phone: null, company: null, birthDate: null, country: null };
const search = {
  lists: null,
  threshold: 0.85,
  phoneCountry: 'US',
} as const;

/** Searches a watchlist that was just loaded, as at a start. */
async function found(db: Db, name: string | null, company: string | null = null) {
  const hits = await new Watchlist(db).lookUp({ ...nobody, name, company }, search);
  return hits.map(({ list, entry, name: listed, score }) => ({ list, entry, listed, score }));
}

t.test(
  'a start searches what an import has read, and the names where other rules read them',
  async (t) => {
    const { db } = await openedStore(t);
    await importList(db, actor, { source: 'uk', file: listFile('uk.xml') });
    await importList(db, actor, { source: 'ofac', file: listFile('sdn.xml') });
    const asked = [
      ['Zoltan Quentaris', null],
      ['Золтан Квентарис', null],
      ['Quentarsi, Zoltan Miro', null],
      [null, 'Vortega Shipping Limited'],
    ] as const;
    const answers = () => Promise.all(asked.map(([name, company]) => found(db, name, company)));
    const stored = await answers();
    t.ok(
      stored.every((hits) => hits.length > 0),
      JSON.stringify(stored),
    );

    const { content } = await db
      .selectFrom('watchlist_readings')
      .innerJoin('watchlists', 'watchlists.id', 'watchlist_readings.listId')
      .select('content')
      .where('source', '=', 'uk')
      .executeTakeFirstOrThrow();
    t.match(content, /"quentaris"/, 'words in small Latin letters');

    // A changed reading proves that the search uses the stored readings.
    const changed = db.updateTable('watchlist_readings');
    const renamed = content.replaceAll('QUENTARIS', 'VALDANOR').replaceAll('quentaris', 'valdanor');
    await changed.set({ content: renamed }).where('content', '=', content).execute();
    t.match(await found(db, 'Zoltan Valdanor'), [{ list: 'uk' }]);

    await changed.set({ madeBy: 'another version' }).where('content', '=', renamed).execute();
    t.same(await answers(), stored, 'read anew by other rules');
    await db.deleteFrom('watchlist_readings').execute();
    t.same(
      await answers(),
      stored,
      'and where nothing was stored, as before there was such a table',
    );
  },
);

t.test('what was read goes with its list', async (t) => {
  const { db } = await openedStore(t);
  const file = listFile('uk.xml');
  await importList(db, actor, { source: 'uk', file });
  const lists = () => db.selectFrom('watchlist_readings').select('listId').distinct().execute();
  const before = await lists();
  await importList(db, actor, { source: 'uk', file });
  const after = await lists();
  t.equal(after.length, 1);
  t.not(after[0]?.listId, before[0]?.listId);
});

t.test('other names that stand where nobody looks are warned of', async (t) => {
  const { db } = await openedStore(t);
  const list = (aka: string) => {
    const entries = Array.from({ length: 60 }, (_, i) => {
      const name = `<lastName>Quentaris${String.fromCharCode(97 + (i % 26), 97 + Math.floor(i / 26))}</lastName>`;
      const other = `<${aka}List><${aka}>${name.replace('Quen', 'Kwen')}</${aka}></${aka}List>`;
      return `<sdnEntry><uid>${i}</uid>${name}<sdnType>Individual</sdnType>${other}</sdnEntry>`;
    });
    return `<sdnList>${entries.join('')}</sdnList>`;
  };
  const folder = t.testdir({ 'sdn.xml': list('aka'), 'renamed.xml': list('otherName') });
  const warnings = async (list: string, name = '') => {
    const file = path.join(folder, list);
    return (await importList(db, actor, { source: 'ofac', name, file })).warnings;
  };
  t.same(await warnings('sdn.xml'), []);
  t.match(await warnings('renamed.xml', 'first'), [/^Of 60 entries 0 have another name/]);
});
