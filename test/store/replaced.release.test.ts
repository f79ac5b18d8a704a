import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import t, { type Test } from 'tap';
import { copyDatabase } from '#server/store/store-copies.ts';
import { recordEvent } from '#server/audit/record.ts';
import { openStore } from '#server/store/store.ts';
import { findSignIn, insertSignIn } from '#server/store/tables/sign-ins.ts';
import { copyPages, countRows, setUserVersion, vacuumInto } from '../support/foreign-sqlite.ts';
import { lacking } from '../support/needs.ts';
import { casesOf } from '../support/release.ts';
import { locksOf } from './posix-locks.ts';
import { decidedSignIn } from './rows.ts';

const skip = lacking('SQLite', 'python3');

// Other processes open the file, because closing it in this process would drop the store's locks.
function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

const copy = (from: string, to: string) => run('cp', from, to);

const contentOf = (file: string) => run('sha256sum', file).split(' ')[0];

const truncate = (file: string, size: string) => run('truncate', `--size=${size}`, file);

/** A store with an older copy of each kind beside it, and later writes in the log and in the file. */
async function used(t: Test) {
  const databaseFile = path.join(t.testdir(), 'vestibule.sqlite');
  const begun = await openStore({ databaseFile });
  await insertSignIn(begun.db, decidedSignIn('before'));
  await begun.close();
  const replaced: Error[] = [];
  const open = (file = databaseFile) =>
    openStore({
      databaseFile: file,
      onReplaced: (error) => replaced.push(error),
      busyTimeoutMs: 500,
    });
  const store = await open();
  t.teardown(() => store.close());
  const write = (jobId: string) =>
    store.db.transaction().execute(async (transaction) => {
      await insertSignIn(transaction, decidedSignIn(jobId));
      await recordEvent(transaction, { action: 'sign_in_decided', actor: 'service' });
    });
  await write('first');
  const copies = { bytes: `${databaseFile}.bytes`, pages: `${databaseFile}.pages` };
  const ours = `${databaseFile}.ours`;
  copy(databaseFile, copies.bytes);
  copyPages(databaseFile, copies.pages);
  const log = `${databaseFile}-wal`;
  copy(log, `${log}.before`);
  await copyDatabase(store.db, ours);
  await write('in the file');
  await store.scrub();
  await write('in the log');
  // The reading connection has the file open, too.
  t.ok(await findSignIn(store.reading, 'in the log'));
  return { databaseFile, log, store, write, open, replaced, ours, ...copies };
}

type Used = Awaited<ReturnType<typeof used>>;

const replacements: Record<string, (here: Used) => void> = {
  'a copy of its bytes written over it': ({ databaseFile, bytes }) => copy(bytes, databaseFile),
  'a copy of its pages written over it': ({ databaseFile, pages }) => copy(pages, databaseFile),
  'a backup of ours written over it': ({ databaseFile, ours }) => copy(ours, databaseFile),
  'a copy moved into its place': ({ databaseFile, pages }) => renameSync(pages, databaseFile),
  'a copy moved into its place, with its side files removed': ({ databaseFile, ours }) => {
    for (const suffix of ['-wal', '-shm']) rmSync(databaseFile + suffix);
    renameSync(ours, databaseFile);
  },
  'its pages put back by SQLite': ({ databaseFile, pages }) => void copyPages(pages, databaseFile),
};

const usual = [
  'a copy of its bytes written over it',
  'a backup of ours written over it',
  'a copy moved into its place',
];

for (const [name, replace] of casesOf(replacements, usual)) {
  t.test(
    `${name}: nothing more is read or written until it is opened again`,
    { skip },
    async (t) => {
      const here = await used(t);
      const { databaseFile, store, write, open, replaced } = here;
      replace(here);
      const content = contentOf(databaseFile);
      await t.rejects(write('into the new one'), { code: 'store_replaced' });
      await t.rejects(findSignIn(store.db, 'before'), { code: 'store_replaced' });
      await t.rejects(findSignIn(store.reading, 'before'), { code: 'store_replaced' });
      t.equal(replaced.length, 1, 'and it is told once');
      t.ok(await store.isWell(), 'another process could do no more');
      await store.close();
      t.equal(contentOf(databaseFile), content, 'the file is as it was put there');

      const again = await open();
      t.teardown(() => again.close());
      t.ok(await findSignIn(again.db, 'before'));
      t.notOk(await findSignIn(again.db, 'in the log'), 'the old log is not applied to it');
      t.notOk(await findSignIn(again.db, 'in the file'));
      t.same((await sql`pragma integrity_check`.execute(again.db)).rows, [
        { integrity_check: 'ok' },
      ]);
      await insertSignIn(again.db, decidedSignIn('after'));
    },
  );
}

/** Each replacement is a complete database, no older than the file. */
const laterCopies: Record<string, (here: Used, other: string) => void | Promise<void>> = {
  'a vacuumed copy of all of it': ({ databaseFile }, other) => {
    vacuumInto(databaseFile, other);
  },
  'the database of another installation, later than this one': async ({ open }, other) => {
    await (await open(other)).close();
    setUserVersion(other, 2 ** 31 - 1);
  },
  'the database of another installation, later than the file and earlier than its log': async (
    { open, store },
    other,
  ) => {
    const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(store.db);
    const epoch = rows[0]!.user_version;
    await sql.raw(`pragma user_version = ${epoch + 1000}`).execute(store.db);
    await (await open(other)).close();
    setUserVersion(other, epoch + 500);
  },
};

const usualLater =
  'the database of another installation, later than the file and earlier than its log';

for (const [name, make] of casesOf(laterCopies, [usualLater])) {
  t.test(`${name}: written over it, it is used when all is opened again`, { skip }, async (t) => {
    const here = await used(t);
    const { databaseFile, store, write, open, replaced } = here;
    const other = `${databaseFile}.other`;
    await make(here, other);
    const content = contentOf(other);
    copy(other, databaseFile);
    await t.rejects(write('into the new one'), { code: 'store_replaced' });
    await t.rejects(findSignIn(store.reading, 'in the file'), { code: 'store_replaced' });
    t.equal(replaced.length, 1);
    await store.close();
    t.equal(contentOf(databaseFile), content);
    const again = await open();
    t.teardown(() => again.close());
    t.same((await sql`pragma integrity_check`.execute(again.db)).rows, [{ integrity_check: 'ok' }]);
    await insertSignIn(again.db, decidedSignIn('after'));
  });
}

const damagedLogs: Record<string, (log: string) => void> = {
  truncated: (log) => truncate(log, '0'),
  'cut in the middle': (log) => truncate(log, '-4096'),
  'cut by one byte': (log) => truncate(log, '-1'),
  'written over by an earlier one': (log) => copy(`${log}.before`, log),
  'written over by zeros': (log) => run('dd', 'if=/dev/zero', `of=${log}`, 'bs=4096', 'count=9'),
};

for (const [name, damage] of casesOf(damagedLogs, ['truncated', 'written over by zeros'])) {
  t.test(`a log that is ${name}: what is in the file stays as it is`, { skip }, async (t) => {
    const { databaseFile, log, store, write, open, replaced } = await used(t);
    damage(log);
    const content = contentOf(databaseFile);
    await t.rejects(write('behind a hole'), { code: 'store_replaced' });
    await t.rejects(findSignIn(store.reading, 'before'), { code: 'store_replaced' });
    t.equal(replaced.length, 1);
    await store.close();
    t.equal(contentOf(databaseFile), content);
    const again = await open();
    t.teardown(() => again.close());
    t.ok(await findSignIn(again.db, 'in the file'));
    t.notOk(await findSignIn(again.db, 'in the log'));
    t.same((await sql`pragma integrity_check`.execute(again.db)).rows, [{ integrity_check: 'ok' }]);
    await insertSignIn(again.db, decidedSignIn('after'));
  });
}

t.test('one whose log was removed loses nothing that is in the file', { skip }, async (t) => {
  const { databaseFile, store, write, open } = await used(t);
  await store.scrub();
  rmSync(`${databaseFile}-wal`);
  const content = contentOf(databaseFile);
  await t.rejects(write('to nowhere'), { code: 'store_replaced' });
  await store.close();
  t.equal(contentOf(databaseFile), content);
  const again = await open();
  t.teardown(() => again.close());
  t.ok(await findSignIn(again.db, 'in the log'));
});

t.test(
  'one that is replaced and closed without another query is not written over',
  { skip },
  async (t) => {
    for (const [, replace] of casesOf(replacements, usual)) {
      const here = await used(t);
      replace(here);
      const content = contentOf(here.databaseFile);
      await here.store.close();
      t.equal(contentOf(here.databaseFile), content);
    }
  },
);

t.test('what others do with it by the rules is no replacement', { skip }, async (t) => {
  const { databaseFile, store, write, replaced, open } = await used(t);
  const other = await open();
  await insertSignIn(other.db, decidedSignIn('by another'));
  await other.scrub();
  await write('one');
  await other.rewrite();
  await other.close();
  utimesSync(databaseFile, new Date(), new Date());
  await write('two');
  countRows(databaseFile, 'sign_ins');
  copy(databaseFile, `${databaseFile}.same`);
  copy(`${databaseFile}.same`, databaseFile);
  await write('three');
  renameSync(databaseFile, `${databaseFile}.away`);
  await t.rejects(write('while it is away'), { code: 'file_away' });
  t.ok(await store.isWell());
  renameSync(`${databaseFile}.away`, databaseFile);
  await write('four');
  for (const jobId of ['by another', 'one', 'two', 'three', 'four']) {
    t.ok(await findSignIn(store.db, jobId), jobId);
  }
  t.equal(replaced.length, 0);
  await store.close();
  t.notOk(existsSync(`${databaseFile}-wal`), 'and all of it is in the file');
  t.same(
    readdirSync(path.dirname(databaseFile)).filter((name) => name.includes('.replaced-')),
    [],
  );
});

t.test(
  'a process keeps its lock from the second time on, and its log with it',
  { skip },
  async (t) => {
    const { databaseFile, store, write } = await used(t);
    t.equal(locksOf(process.pid, databaseFile), 1);
    await copyDatabase(store.db, `${databaseFile}.copy`);
    t.equal(locksOf(process.pid, databaseFile), 1);
    countRows(databaseFile, 'sign_ins');
    t.ok(existsSync(`${databaseFile}-wal`));
    await write('after another program has read it');
  },
);
