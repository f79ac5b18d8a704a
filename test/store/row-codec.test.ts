import path from 'node:path';
import { sql } from 'kysely';
import t, { type Test } from 'tap';
import { storedRow } from '../../server/store/row-codec.ts';
import { openStore } from '../support/store.ts';
import { decidedSignIn, enrolledPerson } from './rows.ts';
import { insertPerson } from '../../server/store/tables/people.ts';
import { findSignIn, insertSignIn } from '../../server/store/tables/sign-ins.ts';

const at = new Date('2026-11-24T10:00:00.000Z');

async function filled(t: Test) {
  const store = await openStore({ databaseFile: path.join(t.testdir(), 'vestibule.sqlite') });
  t.teardown(() => store.close());
  const { db } = store;
  await insertPerson(db, enrolledPerson('ada', { createdAt: at, expiresAt: null }));
  await insertSignIn(db, decidedSignIn('job', { challengeFailed: false, receivedAt: at }));
  const entry = { id: 'entry', name: 'Eve', aliases: ['Eva', 'Yvette'], note: 'why' };
  await db
    .insertInto('watchlist_entries')
    .values({ ...entry, addedBy: 'test', addedAt: at })
    .execute();
  return db;
}

t.test('times, truth and lists come back as they went in', async (t) => {
  const db = await filled(t);
  const person = await db.selectFrom('people').selectAll().executeTakeFirstOrThrow();
  t.same([person.createdAt, person.expiresAt, person.nameFolded], [at, null, 'ada example']);
  t.equal((await findSignIn(db, 'job'))?.challengeFailed, false);
  const entry = await db.selectFrom('watchlist_entries').selectAll().executeTakeFirstOrThrow();
  t.same(entry.aliases, ['Eva', 'Yvette']);
});

t.test('in the database they are texts and numbers under other names', async (t) => {
  const db = await filled(t);
  const { rows } = await sql`select p.created_at, s.challenge_failed, w.aliases
    from people p, sign_ins s, watchlist_entries w`.execute(db);
  const expected = { created_at: at.toISOString(), challenge_failed: 0 };
  t.same(rows, [{ ...expected, aliases: '["Eva","Yvette"]' }]);
});

t.test('a column that a query calls differently is what it was', async (t) => {
  const db = await filled(t);
  const row = await db
    .selectFrom('people')
    .select((person) => [
      'people.createdAt as enrolled',
      person.fn.max('people.createdAt').as('latest'),
      person.selectFrom('sign_ins').select('receivedAt').limit(1).as('came'),
    ])
    .groupBy('people.createdAt')
    .executeTakeFirst();
  t.same(row, { enrolled: at, latest: at, came: at });
  const entry = db.selectFrom('watchlist_entries').select('note as addedAt');
  t.same(await entry.executeTakeFirst(), { addedAt: 'why' });
});

t.test('what is asked for may be a time, and what is given as well', async (t) => {
  const db = await filled(t);
  const since = (time: Date) =>
    db.selectFrom('people').select('id').where('createdAt', '>=', time).execute();
  t.same(await since(at), [{ id: 'ada' }]);
  t.same(await since(new Date(at.getTime() + 1)), []);
  const later = new Date(at.getTime() + 1000);
  const changed = db.updateTable('people').set({ expiresAt: later }).returning('expiresAt');
  t.same(await changed.executeTakeFirst(), { expiresAt: later });
});

t.test('an export shows a row as the database has it', async (t) => {
  t.same(storedRow({ addedAt: at, isComplete: true, aliases: ['Eva'], note: null }), {
    added_at: at.toISOString(),
    is_complete: 1,
    aliases: '["Eva"]',
    note: null,
  });
});
