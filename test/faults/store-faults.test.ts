import Database from 'better-sqlite3';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import type { HookAnswer } from '../../lab/simulate/held-sign-in.ts';
import type { RequiredCheck } from '#server/sign-in/check.ts';
import { projectRoot } from '#server/config/environment.ts';
import { createLogger } from '#server/ops/logging.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { openTestStore } from '../support/store.ts';
import { awaitStoreThread } from '../store/thread.ts';
import { startHook } from '../support/hook.ts';
import { Lines } from '../support/lines.ts';

const approving: RequiredCheck['check'] = {
  name: 'approving',
  run: async () => ({ passed: true, reason: 'matched' }),
};

t.test('on a full disk a sign-in is held, and the next one is right again', async (t) => {
  const hook = await startHook(t, { checks: [approving] });
  t.teardown(() => hook.stop());
  const { db } = hook.store;
  t.equal((await hook.signIn({ jobId: 'before' })).status, 200);
  // Beyond this limit SQLite reports SQLITE_FULL, as on a full disk.
  const pages = (await sql<{ page_count: number }>`pragma page_count`.execute(db)).rows[0]
    ?.page_count;
  await sql.raw(`pragma max_page_count = ${pages}`).execute(db);
  const answers = [];
  // Allocated pages have room for some more sign-ins. The first held one shows that the database is full.
  for (let i = 0; i < 400; i++) {
    const answer = await hook.signIn({ jobId: `full-${i}`, name: 'Ada Example' });
    answers.push({ i, ...answer });
    if (answer.status !== 200) break;
  }
  const held = answers.at(-1);
  t.equal(held?.status, 412);
  t.match(held?.body, /disk full/);
  t.equal(await findSignIn(db, `full-${held?.i}`), undefined, 'nothing of it is stored');
  await sql`pragma max_page_count = 1000000`.execute(db);
  t.equal((await hook.signIn({ jobId: 'after' })).status, 200);
  const again = await hook.signIn({ jobId: `full-${held?.i}` });
  t.equal(again.status, 412, 'what was held stays held');
});

t.test('a folder that may only be read is refused with what to do', async (t) => {
  const folder = path.join(t.testdir({ data: {} }), 'data');
  await (await openTestStore({ databaseFile: path.join(folder, 'vestibule.sqlite') })).close();
  const script = path.join(projectRoot, 'dist/scripts/vestibule.js');
  // Root may write everywhere, so another user has to try.
  const isRoot = process.getuid?.() === 0;
  const nobody = 65_534;
  if (isRoot) {
    chmodSync(folder, 0o755);
    chmodSync(path.join(folder, 'vestibule.sqlite'), 0o644);
  } else {
    chmodSync(folder, 0o500);
    chmodSync(path.join(folder, 'vestibule.sqlite'), 0o400);
  }
  const { status, stderr, error } = spawnSync(process.execPath, [script, 'enroll', 'list'], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], VESTIBULE_DATA_DIR: folder },
    ...(isRoot ? { uid: nobody, gid: nobody } : {}),
  });
  chmodSync(folder, 0o700);
  if (error || /Cannot find module|EACCES: permission denied, (lstat|open) .*dist/.test(stderr)) {
    t.comment('the project itself cannot be read by somebody else here; not shown');
    return;
  }
  t.equal(status, 1);
  t.match(stderr, /cannot be used|may only be read|permissions/);
});

t.test('a disk that may only be read any more, in mid-capture, holds the sign-in', async (t) => {
  const trial = await Trial.start(
    path.join(t.testdir(), 'data'),
    createLogger('silent', new Lines()),
  );
  t.teardown(() => trial.stop());
  const { db } = trial.service;
  await trial.enrol({ name: 'Ada Example' }, [await cropPhoto(sampleFaces.womanA)]);
  const lobby = await trial.openKiosk({ frames: await webcamFrames(sampleFaces.womanA, 12) });
  // With this pragma, SQLite answers writes with SQLITE_READONLY, as after a read-only remount. Changed file
  // permissions would not affect a file that is already open.
  const turned = once(lobby, 'capture').then(() => sql`pragma query_only = 1`.execute(db));
  const held = await trial.signIn({ name: 'Ada Example', jobId: 'held' });
  await turned;
  t.match(held, { status: 412, body: /internal error/ }, 'seen, but it cannot be stored');
  const meanwhile = await trial.signIn({ name: 'Ada Example', jobId: 'meanwhile' });
  t.match(meanwhile, { status: 412, body: /internal error/ });
  t.same(
    await trial.signIn({ name: 'Ada Example', jobId: 'held' }).then(withoutTime),
    withoutTime(held),
  );
  t.equal(await findSignIn(db, 'held'), undefined, 'nothing is stored');
  await sql`pragma query_only = 0`.execute(db);
  t.equal((await trial.signIn({ name: 'Ada Example', jobId: 'after' })).status, 200);
  t.match(await findSignIn(db, 'after'), { verdict: 'approved', reason: 'matched' });
  t.same(
    await trial.signIn({ name: 'Ada Example', jobId: 'held' }).then(withoutTime),
    withoutTime(held),
  );
  const whole = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db);
  t.same(whole.rows, [{ integrity_check: 'ok' }]);
});

t.test(
  'a lock that another program takes in mid-decision holds the sign-in, in time',
  async (t) => {
    let lock: Database.Database | null = null;
    const locking: RequiredCheck['check'] = {
      name: 'locking',
      run: async () => {
        lock = new Database(hook.databaseFile);
        lock.exec('begin immediate');
        return { passed: true, reason: 'matched' };
      },
    };
    const hook = await startHook(t, { checks: [locking], deadlineMs: 1500 });
    t.teardown(() => hook.stop());
    const held = await hook.signIn({ jobId: 'locked' });
    t.equal(held.status, 412);
    (lock as Database.Database | null)?.exec('rollback');
    (lock as Database.Database | null)?.close();
    const again = await hook.signIn({ jobId: 'locked' });
    t.equal(again.body, held.body, 'what Envoy was told stands');
  },
);

t.test('a database thread that dies', async (t) => {
  t.test('while a verdict is stored, holds that sign-in and no other', async (t) => {
    const thread = awaitStoreThread();
    let isAlive = true;
    const hook = await startHook(t, {
      checks: [approving],
      ledgerHook: [
        async (_transaction, { jobId }) => {
          if (jobId !== 'held' || !isAlive) return;
          isAlive = false;
          await thread().terminate();
        },
      ],
    });
    t.teardown(() => hook.stop());
    t.equal((await hook.signIn({ jobId: 'before' })).status, 200);
    t.match(await hook.signIn({ jobId: 'held' }), { status: 412, body: /internal error/ });
    t.equal((await hook.signIn({ jobId: 'after' })).status, 200);
    t.equal((await hook.signIn({ jobId: 'before' })).status, 200);
    t.equal((await hook.signIn({ jobId: 'held' })).status, 412);
    await hook.signIns.stop();
    const { db } = hook.store;
    t.match(await findSignIn(db, 'held'), { verdict: 'review', reason: 'internal_error' });
    t.match(await findSignIn(db, 'after'), { verdict: 'approved' });
  });

  t.test('while the camera looks, changes no verdict', async (t) => {
    const thread = awaitStoreThread();
    const log = new Lines();
    const dataDir = path.join(t.testdir(), 'data');
    const trial = await Trial.start(dataDir, createLogger('info', log));
    t.teardown(() => trial.stop());
    await trial.enrol({ name: 'Ada Example' }, [await cropPhoto(sampleFaces.womanA)]);
    const lobby = await trial.openKiosk({ frames: await webcamFrames(sampleFaces.womanA, 12) });
    const captured = once(lobby, 'capture');
    const during = trial.signIn({ name: 'Ada Example', jobId: 'during' });
    await captured;
    await thread().terminate();
    t.equal((await during).status, 200);
    t.match(log.text(), /"level":50.*database thread or PostgreSQL connection lost/);
    t.equal((await trial.signIn({ name: 'Ada Example', jobId: 'after' })).status, 200);
    lobby.show(await webcamFrames(sampleFaces.guest1, 12));
    t.equal((await trial.signIn({ name: 'Ada Example', jobId: 'stranger' })).status, 412);
    const { db } = trial.service;
    for (const jobId of ['during', 'after']) {
      t.match(await findSignIn(db, jobId), { verdict: 'approved', reason: 'matched' });
    }
    t.match(await findSignIn(db, 'stranger'), { verdict: 'review', reason: 'no_match' });
    t.equal((await fetch(new URL('readyz', trial.service.lobbyUrl))).status, 200);
  });
});

function withoutTime({ status, body }: HookAnswer) {
  return { status, body };
}
