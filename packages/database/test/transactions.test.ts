import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import t from 'tap';
import {
  atCommit,
  copyToFile,
  inspectDatabaseFile,
  openDatabaseFile,
  QueryError,
  RowNotices,
  sqlDialectOf,
  tryWriting,
  withoutWriteLock,
} from '../index.ts';
import {
  testFolder,
  note,
  notesDefinition,
  openNotes,
  skipOnSqlite,
  titles,
  type Notes,
} from './notes.ts';

t.test('transactions of several callers do not mix, and a failed one leaves nothing', async (t) => {
  const { db } = await openNotes(t);
  const failing = db.transaction().execute(async (transaction) => {
    await transaction.insertInto('notes').values(note('a')).execute();
    await new Promise((resolve) => setImmediate(resolve));
    throw new Error('changed my mind');
  });
  const beside = db.insertInto('notes').values(note('b')).execute();
  const [failed] = await Promise.allSettled([failing, beside]);
  t.equal(failed.status, 'rejected');
  t.strictSame(await titles({ db }), ['b']);
});

t.test('a taken value is an error with that meaning in both databases', async (t) => {
  const { db } = await openNotes(t);
  const insert = () =>
    db
      .insertInto('notes')
      .values({ ...note('a'), slug: 'same' })
      .execute();
  await insert();
  const error = await insert().catch((caught: unknown) => caught);
  t.ok(error instanceof QueryError && error.isTaken());
  t.ok(error instanceof QueryError && error.isForGood());
});

t.test('nothing can be written through the connection for reading', async (t) => {
  const { db, reading } = await openNotes(t);
  await db.insertInto('notes').values(note('a')).execute();
  t.strictSame(await titles({ db: reading }), ['a']);
  await t.rejects(reading.insertInto('notes').values(note('b')).execute(), {
    name: 'QueryError',
    code: /^(SQLITE_READONLY|25006)$/,
  });
});

t.test('a database takes writes, and its probe changes nothing', async (t) => {
  const database = await openNotes(t);
  await tryWriting(database.db);
  t.equal(await database.isWell(), true);
  t.strictSame(await titles(database), []);
});

t.test('what a transaction leaves for its commit is stored with it', async (t) => {
  const { db } = await openNotes(t);
  await db
    .transaction()
    .setIsolationLevel('read committed')
    .execute(async (transaction) => {
      await transaction.insertInto('notes').values(note('a')).execute();
      await sql`update counters set value = value + 1`.execute(atCommit<Notes>(transaction));
    });
  const row = await db.selectFrom('counters').select('value').executeTakeFirst();
  t.equal(row?.value, 1);
});

t.test('a copy is one sound file with every row, whatever the database is', async (t) => {
  const { db } = await openNotes(t);
  await db
    .insertInto('notes')
    .values([note('a'), note('b')])
    .execute();
  await db.insertInto('tags').values({ noteId: 2, tag: 'urgent' }).execute();
  await db.updateTable('counters').set({ value: 7 }).execute();
  const file = `${testFolder(t)}/copy.sqlite`;
  await copyToFile(notesDefinition, db, file);
  t.strictSame(inspectDatabaseFile(notesDefinition, file), { state: 'sound', detail: null });
  const copy = await openDatabaseFile(notesDefinition, { databaseFile: file });
  t.teardown(() => copy.close());
  t.strictSame(await titles(copy), ['a', 'b']);
  t.match(await copy.db.selectFrom('counters').selectAll().execute(), [{ value: 7 }]);
  await t.rejects(copyToFile(notesDefinition, db, `${testFolder(t)}/no/folder`), {
    code: 'copy_failed',
  });
});

t.test('references to a table are found, by foreign key or by name', async (t) => {
  const { db } = await openNotes(t);
  const { rows } = await sqlDialectOf(db).referencesTo('notes', 'what').execute(db);
  t.strictSame(rows, [
    { table: 'record', column: 'what' },
    { table: 'tags', column: 'note_id' },
  ]);
});

t.test('of two instances one leads, until it is gone', { skip: skipOnSqlite }, async (t) => {
  const [one, other] = [await openNotes(t), await openNotes(t)];
  t.equal(await one.sessions.isLeaderFor('tidying'), true);
  t.equal(await other.sessions.isLeaderFor('tidying'), false);
  t.equal(await one.sessions.isLeaderFor('tidying'), true);
  await one.close();
  const locks = sql`select 1 from pg_locks where locktype = 'advisory'
    and classid = ${notesDefinition.lockNumber}::bigint and objsubid = 2`;
  // PostgreSQL frees the lock a moment after the connection has ended.
  while ((await locks.execute(other.db)).rows.length > 0) await pause(10);
  const third = await openNotes(t);
  t.equal(await third.sessions.isLeaderFor('tidying'), true);
});

t.test('an instance hears what another one changed', { skip: skipOnSqlite }, async (t) => {
  const [one, other] = [await openNotes(t), await openNotes(t)];
  const notices = new RowNotices<'notes'>();
  t.teardown(() => notices.stop());
  let begin = () => {};
  const listening = new Promise<void>((resolve) => (begin = resolve));
  const heard = new Promise<string>((resolve) => {
    // Null: the listener has begun to listen.
    notices.on('notes', (id) => (id === null ? begin() : resolve(id)));
  });
  notices.start(other.sessions);
  await listening;
  await sql`select pg_notify(${notesDefinition.channel}, 'notes 7')`.execute(one.db);
  t.equal(await heard, '7');
});

t.test('a write that needs no lock waits for no other', { skip: skipOnSqlite }, async (t) => {
  const { db } = await openNotes(t);
  await db.transaction().execute(async (alone) => {
    await alone.insertInto('notes').values(note('a')).execute();
    await withoutWriteLock(db)
      .insertInto('tags')
      .values({ noteId: 1, tag: 'x' })
      .execute()
      .then(
        () => t.fail('the note is not stored yet'),
        (error: unknown) => t.match(error, { code: '23503' }, 'it is refused at once'),
      );
  });
});
