import { sql } from 'kysely';
import t, { type Test } from 'tap';
import {
  changeRows,
  ciphertextRows,
  deleteRows,
  findRows,
  insertNew,
  putCiphertextRows,
  storedRow,
} from '../index.ts';
import { note, openNotes, titles, writtenAt } from './notes.ts';

async function filled(t: Test) {
  const { db } = await openNotes(t);
  await db.insertInto('notes').values(note('Buy milk')).execute();
  return db;
}

t.test('times, truth, lists and bytes come back as they went in', async (t) => {
  const db = await filled(t);
  await db
    .updateTable('notes')
    .set({ sealed: Buffer.from([0, 255]), isDone: true })
    .execute();
  const row = await db.selectFrom('notes').selectAll().executeTakeFirstOrThrow();
  t.strictSame(row, {
    ...note('Buy milk'),
    id: 1,
    isDone: true,
    sealed: Buffer.from([0, 255]),
  });
});

t.test('in the database they are texts and numbers under other names', async (t) => {
  const db = await filled(t);
  const { rows } = await sql`select written_at, is_done, words from notes`.execute(db);
  const time = writtenAt.toISOString();
  t.strictSame(rows, [{ written_at: time, is_done: 0, words: '["Buy","milk"]' }]);
});

t.test('a column that a query calls differently is what it was', async (t) => {
  const db = await filled(t);
  const row = await db
    .selectFrom('notes')
    .select((one) => [
      'notes.writtenAt as when',
      one.fn.max('notes.writtenAt').as('latest'),
      one.selectFrom('notes as other').select('other.isDone').limit(1).as('done'),
    ])
    .groupBy('notes.writtenAt')
    .executeTakeFirst();
  t.strictSame(row, { when: writtenAt, latest: writtenAt, done: false });
});

t.test('a zero byte is replaced, which PostgreSQL would refuse', async (t) => {
  const { db } = await openNotes(t);
  await db.insertInto('notes').values(note('a\0b')).execute();
  t.strictSame(await titles({ db }), ['a\uFFFDb']);
});

t.test('an export shows a row as the database has it', async (t) => {
  t.strictSame(storedRow({ writtenAt, isDone: true, words: ['a'], slug: null }), {
    written_at: writtenAt.toISOString(),
    is_done: 1,
    words: '["a"]',
    slug: null,
  });
});

t.test(
  'rows are found, changed and deleted by what their columns hold, and no others',
  async (t) => {
    const { db } = await openNotes(t);
    await db.insertInto('notes').values(note('a')).execute();
    t.equal(await insertNew(db, 'notes', { ...note('b'), slug: 'b' }), true);
    t.equal(await insertNew(db, 'notes', { ...note('c'), slug: 'b' }), false, 'the slug is taken');
    t.match(await findRows(db, 'notes', { slug: null }), [{ title: 'a' }], 'null is nothing');
    t.equal(await changeRows(db, 'notes', { slug: null }, { title: 'A' }), true);
    t.strictSame(await titles({ db }), ['A', 'b']);
    const id = undefined as unknown as number;
    await t.rejects(async () => deleteRows(db, 'notes', { id }), /id has to hold is not said/);
    await t.rejects(async () => changeRows(db, 'notes', {}, { title: 'x' }), /which rows/);
    await t.rejects(async () => deleteRows(db, 'notes', {}), /which rows/);
    t.strictSame(await titles({ db }), ['A', 'b'], 'a forgotten column does not mean every row');
    t.equal(await deleteRows(db, 'notes', { slug: 'b', title: 'b' }), true);
    t.equal(await deleteRows(db, 'notes', { slug: 'b' }), false);
    t.strictSame(await titles({ db }), ['A']);
  },
);

t.test('a condition on none of many values is false, on both databases', async (t) => {
  const db = await filled(t);
  const among = (ids: number[]) =>
    db.selectFrom('notes').select('id').where('id', 'in', ids).execute();
  t.strictSame(await among([]), []);
  t.equal((await among([1])).length, 1);
});

t.test('bytes of a column are read and replaced, some hundred rows at once', async (t) => {
  const { db } = await openNotes(t);
  const many = Array.from({ length: 250 }, (_, i) => ({
    ...note(`n${i}`),
    sealed: i % 2 === 0 ? Buffer.from(`old ${i}`) : null,
  }));
  await db.insertInto('notes').values(many).execute();
  const column = { table: 'notes', id: 'id', ciphertext: 'sealed' };
  const rows = await ciphertextRows(db, column);
  t.equal(rows.length, 125);
  const renewed = rows.map(({ id, ciphertext }) => ({
    id,
    ciphertext: Buffer.from(String(ciphertext).replace('old', 'new')),
  }));
  await putCiphertextRows(db, column, renewed);
  const found = await db.selectFrom('notes').select('sealed').where('title', '=', 'n248').execute();
  t.equal(String(found[0]?.sealed), 'new 248');
});
