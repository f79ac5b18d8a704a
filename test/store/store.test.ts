import Database from 'better-sqlite3';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import { sql } from 'kysely';
import t, { type Test } from 'tap';
import { inspectDatabase } from '../../server/store/inspect.ts';
import { QueryError, StoreError } from '../../server/store/store-error.ts';
import { openStore, type StoreOptions } from '../../server/store/store.ts';
import { insertPerson } from '../../server/store/tables/people.ts';
import { findSignIn, insertSignIn } from '../../server/store/tables/sign-ins.ts';
import { decidedSignIn, enrolledPerson } from './rows.ts';
import { nextThread } from './thread.ts';

async function opened(t: Test, options: Partial<StoreOptions> = {}) {
  const databaseFile = path.join(t.testdir(), 'data', 'vestibule.sqlite');
  const store = await openStore({ databaseFile, ...options });
  t.teardown(() => store.close());
  return { store, databaseFile };
}

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
  const { store } = await opened(t);
  const pragma = async (name: string) => {
    const { rows } = await sql<Record<string, unknown>>`${sql.raw(`pragma ${name}`)}`.execute(
      store.db,
    );
    return Object.values(rows[0] ?? {})[0];
  };
  t.equal(await pragma('journal_mode'), 'wal');
  t.equal(await pragma('synchronous'), 2, 'full');
  t.equal(await pragma('foreign_keys'), 1);
  t.equal(await pragma('secure_delete'), 1);
});

t.test('bytes, numbers, texts and nulls come back as they went', async (t) => {
  const { store } = await opened(t);
  const bytes = Buffer.from([0, 1, 2, 253, 254, 255]);
  const { rows } =
    await sql`select ${bytes} as b, ${1.5} as n, ${'Zoë'} as t, ${null} as z`.execute(store.db);
  t.strictSame(rows, [{ b: bytes, n: 1.5, t: 'Zoë', z: null }]);
  t.ok(Buffer.isBuffer((rows[0] as { b: unknown }).b));
});

t.test('a refused query says why and leaves the store usable', async (t) => {
  const { store } = await opened(t);
  await insertPerson(store.db, enrolledPerson('a', { emailFolded: 'ada@example.com' }));
  const again = insertPerson(store.db, enrolledPerson('b', { emailFolded: 'ada@example.com' }));
  await t.rejects(
    again,
    new QueryError('SQLITE_CONSTRAINT_UNIQUE', 'UNIQUE constraint failed: people.email_folded'),
  );
  const unsendable = sql`select ${Symbol('x')}`.execute(store.db);
  await t.rejects(unsendable, { name: 'DataCloneError' });
  t.equal((await store.db.selectFrom('people').selectAll().execute()).length, 1);
});

t.test('transactions of several callers do not mix, and a failed one leaves nothing', async (t) => {
  const { store } = await opened(t);
  const failing = store.db.transaction().execute(async (transaction) => {
    await insertPerson(transaction, enrolledPerson('a'));
    await new Promise((resolve) => setImmediate(resolve));
    throw new Error('changed my mind');
  });
  const [failed] = await Promise.allSettled([
    failing,
    insertPerson(store.db, enrolledPerson('b')),
    insertSignIn(store.db, decidedSignIn('c')),
  ]);
  t.equal(failed.status, 'rejected');
  const people = await store.db.selectFrom('people').select('id').execute();
  t.strictSame(people, [{ id: 'b' }]);
  t.ok(await findSignIn(store.db, 'c'));
});

t.test('a lock held by another process delays the query and nothing else', async (t) => {
  const { store, databaseFile } = await opened(t, { busyTimeoutMs: 60_000 });
  const lockHolder = await run(t, 'lock-holder.js', databaseFile);

  let stored = false;
  const insertion = insertSignIn(store.db, decidedSignIn('late')).then(() => (stored = true));
  // Three timers in a row need a free event loop. A blocked loop would wait for the lock first.
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve, 20));
  t.notOk(stored, 'still waiting while the event loop runs');

  await released(lockHolder);
  await insertion;
  t.ok(await findSignIn(store.db, 'late'));
});

t.test('a lock held for too long is an error, and the next query works', async (t) => {
  const { store, databaseFile } = await opened(t, { busyTimeoutMs: 50 });
  const lockHolder = await run(t, 'lock-holder.js', databaseFile);
  const waiting = insertSignIn(store.db, decidedSignIn('late'));
  await t.rejects(waiting, { name: 'QueryError', code: 'SQLITE_BUSY' });
  t.equal(await findSignIn(store.db, 'late'), undefined, 'reading goes on');

  await released(lockHolder);
  await insertSignIn(store.db, decidedSignIn('late'));
  t.ok(await findSignIn(store.db, 'late'));
});

t.test('a lock that lasts is waited for once by all in line, and the store is well', async (t) => {
  const { store, databaseFile } = await opened(t, { busyTimeoutMs: 5000 });
  const lockHolder = await run(t, 'lock-holder.js', databaseFile);
  let refused = 0;
  const writes = Array.from({ length: 20 }, (_, i) =>
    insertSignIn(store.db, decidedSignIn(`late ${i}`)).catch(() => void refused++),
  );
  t.equal(await store.isWell(), true);
  t.ok(refused < writes.length, 'it is asked past the line');
  await Promise.all(writes);
  t.equal(refused, writes.length);

  await released(lockHolder);
  await insertSignIn(store.db, decidedSignIn('late'));
  t.ok(await findSignIn(store.db, 'late'));
  t.match((await sql`pragma busy_timeout`.execute(store.db)).rows, [{ timeout: 5000 }]);
});

t.test('what was committed survives a killed process', async (t) => {
  const databaseFile = path.join(t.testdir(), 'vestibule.sqlite');
  const writer = await run(t, 'sign-in-writer.js', databaseFile);
  writer.kill('SIGKILL');
  await once(writer, 'exit');

  const store = await openStore({ databaseFile });
  t.teardown(() => store.close());
  t.strictSame(await findSignIn(store.db, 'kept'), decidedSignIn('kept'));
});

t.test('what was erased is on the disk no more', async (t) => {
  const { store, databaseFile } = await opened(t);
  const onDisk = () =>
    [databaseFile, `${databaseFile}-wal`].some((file) => readFileSync(file).includes('Wilhelmina'));
  await insertPerson(store.db, enrolledPerson('a', { name: 'Wilhelmina', consent: 'Wilhelmina' }));
  t.ok(onDisk());
  await store.db.deleteFrom('people').execute();
  t.equal(await store.scrub(), true);
  t.notOk(onDisk());
});

t.test(
  'a dead database thread is reported and rejects what waits; another one goes on',
  async (t) => {
    const thread = nextThread();
    const deaths: Error[] = [];
    const { store, databaseFile } = await opened(t, {
      busyTimeoutMs: 60_000,
      onDeath: (error) => deaths.push(error),
    });
    await insertSignIn(store.db, decidedSignIn('before'));
    const lockHolder = await run(t, 'lock-holder.js', databaseFile);
    const waiting = t.rejects(insertSignIn(store.db, decidedSignIn('lost')), {
      code: 'store_gone',
    });
    const dying = thread().terminate();
    await released(lockHolder);
    await waiting;
    await dying;
    t.match(deaths, [StoreError]);
    t.equal(deaths.length, 1);
    t.equal(await findSignIn(store.db, 'lost'), undefined);
    t.ok(await findSignIn(store.db, 'before'));
    await insertSignIn(store.db, decidedSignIn('after'));
    t.match((await sql`pragma synchronous`.execute(store.db)).rows, [{ synchronous: 2 }]);
    t.match((await sql`pragma foreign_keys`.execute(store.db)).rows, [{ foreign_keys: 1 }]);
  },
);

t.test('a transaction whose thread dies is undone as a whole and holds no lock', async (t) => {
  const thread = nextThread();
  const { store } = await opened(t);
  let behind: Promise<unknown> = Promise.resolve();
  const halves = store.db.transaction().execute(async (transaction) => {
    await insertSignIn(transaction, decidedSignIn('one'));
    await thread().terminate();
    // Queued behind this transaction, and not part of it.
    behind = insertSignIn(store.db, decidedSignIn('behind'));
    await t.rejects(insertSignIn(transaction, decidedSignIn('two')), { code: 'store_gone' });
  });
  await t.rejects(halves, { code: 'store_gone' });
  await behind;
  await insertSignIn(store.db, decidedSignIn('after'));
  const rows = await store.db.selectFrom('sign_ins').select('jobId').orderBy('jobId').execute();
  t.same(
    rows.map(({ jobId }) => jobId),
    ['after', 'behind'],
  );
});

t.test('a database that was lost or changed meanwhile is not opened in its place', async (t) => {
  const thread = nextThread();
  const { store, databaseFile } = await opened(t);
  await insertSignIn(store.db, decidedSignIn('before'));
  await store.scrub();
  await thread().terminate();
  renameSync(databaseFile, `${databaseFile}.away`);
  await t.rejects(findSignIn(store.db, 'before'), { code: 'SQLITE_CANTOPEN' });
  t.notOk(existsSync(databaseFile), 'and none is made');
  const other = new Database(databaseFile);
  other.exec(
    `create table kysely_migration (name text); insert into kysely_migration values ('x')`,
  );
  other.close();
  await t.rejects(findSignIn(store.db, 'before'), { code: 'store_replaced' });
  renameSync(`${databaseFile}.away`, databaseFile);
  t.ok(await findSignIn(store.db, 'before'));
});

t.test('closing while the thread is dead leaves none behind', async (t) => {
  const thread = nextThread();
  const { store } = await opened(t);
  await insertSignIn(store.db, decidedSignIn('before'));
  await thread().terminate();
  const later: Worker[] = [];
  const onWorker = (worker: Worker) => later.push(worker);
  process.on('worker', onWorker);
  t.teardown(() => process.off('worker', onWorker));
  const query = findSignIn(store.db, 'before');
  await store.close();
  await query.catch(() => {});
  await t.rejects(findSignIn(store.db, 'before'));
  for (const worker of later) if (worker.threadId !== -1) await once(worker, 'exit');
});

t.test('closing waits for the queries under way and does not count as a death', async (t) => {
  const databaseFile = path.join(t.testdir(), 'vestibule.sqlite');
  const store = await openStore({ databaseFile, onDeath: () => t.fail('reported as a death') });
  const insertion = insertSignIn(store.db, decidedSignIn('last'));
  await insertion;
  await store.close();
  await t.rejects(findSignIn(store.db, 'last'));

  const again = await openStore({ databaseFile });
  t.ok(await findSignIn(again.db, 'last'), 'opened again, migrated already');
  await again.close();
});

t.test('a database of a newer version is refused and left alone', async (t) => {
  const databaseFile = path.join(t.testdir(), 'vestibule.sqlite');
  const store = await openStore({ databaseFile });
  await sql`insert into kysely_migration values ('999-from-the-future', '2030-01-01')`.execute(
    store.db,
  );
  await store.close();
  const before = readFileSync(databaseFile);
  await t.rejects(openStore({ databaseFile }), {
    code: 'database_newer',
    message: /newer version of Vestibule.*999-from-the-future.*nothing was changed/,
  });
  t.ok(before.equals(readFileSync(databaseFile)));
});

t.test('a database of a development build is refused and left alone', async (t) => {
  const databaseFile = path.join(t.testdir(), 'vestibule.sqlite');
  const store = await openStore({ databaseFile });
  await sql`insert into kysely_migration values ('001-first-schema', '2026-01-01')`.execute(
    store.db,
  );
  await store.close();
  const before = readFileSync(databaseFile);
  await t.rejects(openStore({ databaseFile }), {
    code: 'database_of_development',
    message: /Move it and its key elsewhere/,
  });
  t.equal(inspectDatabase(databaseFile).state, 'development');
  t.ok(before.equals(readFileSync(databaseFile)));
});

t.test('a file that is not a database is refused and left alone', async (t) => {
  const databaseFile = path.join(t.testdir(), 'notes.txt');
  writeFileSync(databaseFile, 'Buy milk. '.repeat(500), { mode: 0o644 });
  await t.rejects(openStore({ databaseFile }), {
    code: 'database_unusable',
    message: /notes\.txt cannot be used because it is not a database/,
  });
  t.equal(readFileSync(databaseFile, 'utf8'), 'Buy milk. '.repeat(500));
  t.equal(statSync(databaseFile).mode & 0o777, 0o644);
  await t.rejects(openStore({ databaseFile: path.dirname(databaseFile) }), {
    code: 'database_unusable',
    message: /it is a folder/,
  });
});

t.test('two processes that create the database at once get along', async (t) => {
  const databaseFile = path.join(t.testdir(), 'vestibule.sqlite');
  const stores = await Promise.all([1, 2, 3].map(() => openStore({ databaseFile })));
  await Promise.all(stores.map((store, i) => insertSignIn(store.db, decidedSignIn(`job ${i}`))));
  for (const store of stores) {
    t.ok(await findSignIn(store.db, 'job 2'));
    await store.close();
  }
});
