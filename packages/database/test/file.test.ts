import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import t, { type Test } from 'tap';
import {
  DatabaseError,
  lockForProcess,
  openDatabaseFile,
  QueryError,
  type FileOptions,
  type OpenDatabase,
} from '../index.ts';
import { note, notesDefinition, openNotesFile, titles, type Notes } from './notes.ts';
import { nextThread } from './thread.ts';

const fileOf = (t: Test) => path.join(t.testdir(), 'data', 'notes.sqlite');

async function opened(t: Test, options: Partial<FileOptions> = {}) {
  const databaseFile = fileOf(t);
  const database = await openNotesFile(t, { databaseFile, ...options });
  return { ...database, databaseFile };
}

const write = ({ db }: Pick<OpenDatabase<Notes>, 'db'>, title: string) =>
  db.insertInto('notes').values(note(title)).execute();

async function run(t: Test, script: string, argument: string) {
  const file = path.join(import.meta.dirname, script);
  const child = spawn(process.execPath, [file, argument]);
  t.teardown(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

async function released(lockHolder: ChildProcessWithoutNullStreams) {
  lockHolder.stdin.end();
  await once(lockHolder, 'exit');
}

t.test('a database whose name does not resolve at the moment is waited for', async (t) => {
  for (const code of ['EAI_AGAIN', 'ENOTFOUND', 'ECONNREFUSED', '08006', '57P03']) {
    t.equal(new QueryError(code, '').isConnectionLost(), true, code);
  }
  for (const code of ['ERR_INVALID_ARG_TYPE', 'SQLITE_FULL', '23505']) {
    t.equal(new QueryError(code, '').isConnectionLost(), false, code);
  }
});

t.test('folder and files are for their owner only', async (t) => {
  const { databaseFile } = await opened(t);
  const mode = (file: string) => statSync(file).mode & 0o777;
  t.equal(mode(path.dirname(databaseFile)), 0o700);
  for (const file of [databaseFile, `${databaseFile}-wal`, `${databaseFile}-shm`]) {
    t.equal(mode(file), 0o600, path.basename(file));
  }
});

t.test('the database is durable and erases for good', async (t) => {
  const { db } = await opened(t);
  const pragma = async (name: string) => {
    const { rows } = await sql<Record<string, unknown>>`${sql.raw(`pragma ${name}`)}`.execute(db);
    return Object.values(rows[0] ?? {})[0];
  };
  t.equal(await pragma('journal_mode'), 'wal');
  t.equal(await pragma('synchronous'), 2, 'full');
  t.equal(await pragma('foreign_keys'), 1);
  t.equal(await pragma('secure_delete'), 1);
});

t.test('bytes, numbers, texts and nulls come back as they went', async (t) => {
  const { db } = await opened(t);
  const bytes = Buffer.from([0, 1, 2, 253, 254, 255]);
  const { rows } =
    await sql`select ${bytes} as b, ${1.5} as n, ${'Zoë'} as t, ${null} as z`.execute(db);
  t.strictSame(rows, [{ b: bytes, n: 1.5, t: 'Zoë', z: null }]);
  t.ok(Buffer.isBuffer((rows[0] as { b: unknown }).b));
});

t.test('a value that cannot be sent to the thread leaves the database usable', async (t) => {
  const database = await opened(t);
  const unsendable = sql`select ${Symbol('x')}`.execute(database.db);
  await t.rejects(unsendable, { name: 'DataCloneError' });
  t.strictSame(await titles(database), []);
});

t.test('a lock held by another process delays the query and nothing else', async (t) => {
  const database = await opened(t, { busyTimeoutMs: 60_000 });
  const lockHolder = await run(t, 'lock-holder.js', database.databaseFile);

  let stored = false;
  const insertion = write(database, 'late').then(() => (stored = true));
  // Three timers in a row need a free event loop. A blocked loop would wait for the lock first.
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve, 20));
  t.notOk(stored, 'still waiting while the event loop runs');

  await released(lockHolder);
  await insertion;
  t.strictSame(await titles(database), ['late']);
});

t.test('a lock held for too long is an error, and the next query works', async (t) => {
  const database = await opened(t, { busyTimeoutMs: 50 });
  const lockHolder = await run(t, 'lock-holder.js', database.databaseFile);
  await t.rejects(write(database, 'late'), { name: 'QueryError', code: 'SQLITE_BUSY' });
  t.strictSame(await titles(database), [], 'reading goes on');

  await released(lockHolder);
  await write(database, 'late');
  t.strictSame(await titles(database), ['late']);
});

t.test(
  'a lock that lasts is waited for once by all in line, and the database is well',
  async (t) => {
    const database = await opened(t, { busyTimeoutMs: 1000 });
    const lockHolder = await run(t, 'lock-holder.js', database.databaseFile);
    let refused = 0;
    const writes = Array.from({ length: 20 }, (_, i) =>
      write(database, `late ${i}`).catch(() => void refused++),
    );
    t.equal(await database.isWell(), true);
    t.ok(refused < writes.length, 'it is asked past the line');
    await Promise.all(writes);
    t.equal(refused, writes.length);

    await released(lockHolder);
    await write(database, 'late');
    t.strictSame(await titles(database), ['late']);
    const { rows } = await sql`pragma busy_timeout`.execute(database.db);
    t.match(rows, [{ timeout: 1000 }]);
  },
);

t.test('what was committed survives a killed process', async (t) => {
  const databaseFile = path.join(t.testdir(), 'notes.sqlite');
  const writer = await run(t, 'note-writer.js', databaseFile);
  writer.kill('SIGKILL');
  await once(writer, 'exit');
  t.strictSame(await titles(await openNotesFile(t, { databaseFile })), ['kept']);
});

t.test('what was erased is on the disk no more', async (t) => {
  const database = await opened(t);
  const { databaseFile, db } = database;
  const onDisk = () =>
    [databaseFile, `${databaseFile}-wal`].some((file) => readFileSync(file).includes('Wilhelmina'));
  await write(database, 'Wilhelmina');
  t.ok(onDisk());
  await db.deleteFrom('notes').execute();
  t.equal(await database.scrub(), true);
  t.notOk(onDisk());
});

t.test(
  'a dead database thread is reported and rejects what waits; another one goes on',
  async (t) => {
    const thread = nextThread();
    const deaths: Error[] = [];
    const database = await opened(t, {
      busyTimeoutMs: 60_000,
      onDeath: (error) => deaths.push(error),
    });
    await write(database, 'before');
    const lockHolder = await run(t, 'lock-holder.js', database.databaseFile);
    const waiting = t.rejects(write(database, 'lost'), { code: 'store_gone' });
    const dying = thread().terminate();
    await released(lockHolder);
    await waiting;
    await dying;
    t.match(deaths, [DatabaseError]);
    t.equal(deaths.length, 1);
    t.strictSame(await titles(database), ['before']);
    await write(database, 'after');
    const { db } = database;
    t.match((await sql`pragma synchronous`.execute(db)).rows, [{ synchronous: 2 }]);
    t.match((await sql`pragma foreign_keys`.execute(db)).rows, [{ foreign_keys: 1 }]);
  },
);

t.test('a transaction whose thread dies is undone as a whole and holds no lock', async (t) => {
  const thread = nextThread();
  const database = await opened(t);
  let behind: Promise<unknown> = Promise.resolve();
  const halves = database.db.transaction().execute(async (transaction) => {
    await write({ db: transaction }, 'one');
    await thread().terminate();
    // Queued behind this transaction, and not part of it.
    behind = write(database, 'behind');
    await t.rejects(write({ db: transaction }, 'two'), { code: 'store_gone' });
  });
  await t.rejects(halves, { code: 'store_gone' });
  await behind;
  await write(database, 'after');
  t.strictSame(await titles(database), ['behind', 'after']);
});

t.test('a database that was lost or changed meanwhile is not opened in its place', async (t) => {
  const thread = nextThread();
  const database = await opened(t);
  const { databaseFile } = database;
  await write(database, 'before');
  await database.scrub();
  await thread().terminate();
  renameSync(databaseFile, `${databaseFile}.away`);
  await t.rejects(titles(database), { code: 'SQLITE_CANTOPEN' });
  t.notOk(existsSync(databaseFile), 'and none is made');
  const other = new Database(databaseFile);
  other.exec(
    `create table kysely_migration (name text); insert into kysely_migration values ('x')`,
  );
  other.close();
  await t.rejects(titles(database), { code: 'store_replaced' });
  renameSync(`${databaseFile}.away`, databaseFile);
  t.strictSame(await titles(database), ['before']);
});

t.test('closing while the thread is dead leaves none behind', async (t) => {
  const thread = nextThread();
  const database = await opened(t);
  await thread().terminate();
  const later: Worker[] = [];
  const onWorker = (worker: Worker) => later.push(worker);
  process.on('worker', onWorker);
  t.teardown(() => process.off('worker', onWorker));
  const query = titles(database);
  await database.close();
  await query.catch(() => {});
  await t.rejects(titles(database));
  for (const worker of later) if (worker.threadId !== -1) await once(worker, 'exit');
});

t.test('closing waits for the queries under way and does not count as a death', async (t) => {
  const databaseFile = fileOf(t);
  const onDeath = () => t.fail('reported as a death');
  const database = await openDatabaseFile(notesDefinition, { databaseFile, onDeath });
  const insertion = write(database, 'last');
  await insertion;
  await database.close();
  await t.rejects(titles(database));
  t.strictSame(
    await titles(await openNotesFile(t, { databaseFile })),
    ['last'],
    'migrated already',
  );
});

t.test('a file that is not a database is refused and left alone', async (t) => {
  const text = path.join(t.testdir(), 'notes.txt');
  writeFileSync(text, 'Buy milk. '.repeat(500), { mode: 0o644 });
  const opening = (file: string) => openDatabaseFile(notesDefinition, { databaseFile: file });
  await t.rejects(opening(text), {
    code: 'database_unusable',
    message: /notes\.txt cannot be used because it is not a database.*notes restore FILE/,
  });
  t.equal(readFileSync(text, 'utf8'), 'Buy milk. '.repeat(500));
  t.equal(statSync(text).mode & 0o777, 0o644);
  await t.rejects(opening(path.dirname(text)), {
    code: 'database_unusable',
    message: /it is a folder/,
  });
});

t.test('a check of the whole file has a connection of its own, and ends it', async (t) => {
  const database = await opened(t);
  await write(database, 'kept');
  // A read that has not ended, as the desk's long ones.
  await database.reading
    .transaction()
    .setAccessMode('read only')
    .execute(async (transaction) => {
      const thread = nextThread();
      t.equal(await database.damage(), null);
      t.equal(thread().threadId, -1, 'its thread has ended');
      t.strictSame(await titles({ db: transaction }), ['kept']);
    });
});

t.test('damage that stops SQLite itself is found as damage', async (t) => {
  const database = await opened(t);
  await write(database, 'kept');
  await database.scrub();
  // The kind of the first page, which has the schema. This process would drop the locks of SQLite.
  const place = ['bs=1', 'seek=100', 'conv=notrunc', 'status=none'];
  execFileSync('dd', [`of=${database.databaseFile}`, ...place], { input: Buffer.from([0xff]) });
  t.match(await database.damage(), { code: 'database_unusable', message: /is damaged/ });
});

t.test('two that create the database at once get along', async (t) => {
  const databaseFile = fileOf(t);
  const all = await Promise.all([1, 2, 3].map(() => openNotesFile(t, { databaseFile })));
  await Promise.all(all.map((database, i) => write(database, `note ${i}`)));
  for (const database of all) t.equal((await titles(database)).length, 3);
});

t.test('a lock belongs to one holder, until that lets it go', async (t) => {
  const file = path.join(t.testdir(), 'notes.lock');
  const lock = lockForProcess(file);
  t.equal(statSync(file).mode & 0o777, 0o600);
  t.equal(lockForProcess(file), null);
  t.equal(lockForProcess(file), null, 'refusing does not let it go');
  lock?.release();
  lockForProcess(file)?.release();
  t.throws(() => lockForProcess(path.join(file, 'below')), { code: 'ENOTDIR' });
});
