import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import t, { type Test } from 'tap';
import { createLockOut } from '#server/checks/face/lock-out.ts';
import { databaseServerOf } from '#server/config/database-server.ts';
import { review } from '#server/sign-in/decision.ts';
import { createLedger, recordVerdict } from '#server/sign-in/ledger.ts';
import { openStore, type Store } from '#server/store/store.ts';
import type { Db } from '#server/store/schema.ts';
import { beatInstance, removeInstance } from '#server/store/tables/instances.ts';
import { insertPerson } from '#server/store/tables/people.ts';
import { insertWork, dropWork, listWork, sweepWork } from '#server/store/tables/shared-work.ts';
import { insertSignIn } from '#server/store/tables/sign-ins.ts';
import { signInOf } from '../notify/told.ts';
import { decidedSignIn, enrolledPerson } from '../store/rows.ts';
import { startHook } from '../support/hook.ts';
import { makeDatabase } from '../support/postgres/databases.ts';
import { approvalMark } from '../support/approval-mark.ts';

const serverUrl = process.env['TEST_POSTGRES_URL'] ?? '';
const at = new Date('2026-11-24T09:00:00Z');
const held = (jobId: string) => review(jobId, at, 'no_face');
const signIn = (jobId: string) => signInOf({ jobId }, at);

async function twoStores(t: Test): Promise<readonly [Store, Store]> {
  const url = await makeDatabase(serverUrl, `locks_${randomUUID().replaceAll('-', '')}`);
  const open = () => openStore({ databaseFile: '', databaseServer: databaseServerOf(url) });
  const stores = [await open(), await open()] as const;
  t.teardown(() => Promise.all(stores.map((store) => store.close())));
  return stores;
}

/** Returns a function whose promises all resolve at its call number `of`. */
function meeting(of: number): () => Promise<void> {
  let missing = of;
  let open = () => {};
  const all = new Promise<void>((resolve) => (open = resolve));
  return () => {
    if (--missing === 0) open();
    return all;
  };
}

/** Resolves when a transaction waits for one of this program's locks. */
async function somebodyWaits(db: Db): Promise<void> {
  const waits = sql`select 1 from pg_locks where locktype = 'advisory' and not granted
    and database = (select oid from pg_database where datname = current_database())`;
  while ((await waits.execute(db)).rows.length === 0) await pause(10);
}

t.test('sign-ins are stored beside each other', async (t) => {
  const stores = await twoStores(t);
  const [one, other] = stores.map(({ db }) => createLedger(db, approvalMark, [], recordVerdict));

  await t.test('one that takes its time holds up no other', async (t) => {
    let go = () => {};
    const slow = new Promise<void>((resolve) => (go = resolve));
    const waiting = one!.record(held('slow'), signIn('slow'), { alongside: () => slow });
    t.equal((await other!.record(held('quick'), signIn('quick'))).jobId, 'quick');
    t.equal(await other!.find('slow'), null, 'which is not stored yet');
    go();
    await waiting;
    t.same(await other!.find('slow'), await one!.find('slow'));
  });

  await t.test('two that would wait for each other are both stored', async (t) => {
    const [{ db }] = stores;
    await insertPerson(db, enrolledPerson('ada'));
    await insertPerson(db, enrolledPerson('bo'));
    const lock = (transaction: Db, id: string) =>
      transaction.selectFrom('people').select('id').where('id', '=', id).forUpdate().execute();
    const met = meeting(2);
    let runs = 0;
    const inOrder = (first: string, second: string) => async (transaction: Db) => {
      runs++;
      await lock(transaction, first);
      await met();
      await lock(transaction, second);
    };
    await Promise.all([
      one!.record(held('ada-bo'), signIn('ada-bo'), { alongside: inOrder('ada', 'bo') }),
      other!.record(held('bo-ada'), signIn('bo-ada'), { alongside: inOrder('bo', 'ada') }),
    ]);
    // A retried transaction may deadlock with the other one again.
    t.ok(runs > 2, 'PostgreSQL has undone one of them');
    for (const jobId of ['ada-bo', 'bo-ada']) {
      t.equal((await one!.find(jobId))?.jobId, jobId);
      const events = db.selectFrom('audit_events').select('seq').where('subject', '=', jobId);
      t.equal((await events.execute()).length, 1);
    }
  });

  await t.test('nobody is erased or enrolled meanwhile', async (t) => {
    const [{ db }] = stores;
    const [begun, waited] = [meeting(2), meeting(2)];
    const order: string[] = [];
    const storing = one!.record(held('beside'), signIn('beside'), {
      alongside: async () => {
        await begun();
        await waited();
        order.push('stored');
      },
    });
    await begun();
    const alone = stores[1].db.transaction().execute(async () => order.push('alone'));
    await somebodyWaits(db);
    await waited();
    await Promise.all([storing, alone]);
    t.same(order, ['stored', 'alone']);
  });

  await t.test(
    'what instances say to one another waits for nobody, every other write does',
    async (t) => {
      const [{ db }, { db: alone }] = stores;
      const order: string[] = [];
      const work = { asker: 'a', runner: 'b', contents: null, shown: null, leftMs: 20_000 };
      const { waiting } = await alone.transaction().execute(async () => {
        await insertWork(db, { id: 'unlocked', kind: 'press', ...work });
        t.match(await listWork(db), [{ id: 'unlocked' }]);
        const waiting = insertPerson(db, enrolledPerson('cy')).then(() => order.push('cy'));
        await somebodyWaits(db);
        order.push('alone');
        return { waiting };
      });
      await waiting;
      t.same(order, ['alone', 'cy']);
    },
  );
});

t.test('a decision whose storing is cut off is stored again before it is given', async (t) => {
  const url = await makeDatabase(serverUrl, `cut_${randomUUID().replaceAll('-', '')}`);
  let cuts = 2;
  const hook = await startHook(t, {
    databaseServer: databaseServerOf(url),
    checks: [{ name: 'always', run: async () => ({ passed: true, reason: 'matched' }) }],
    ledgerHook: [
      async (transaction) => {
        if (cuts-- > 0)
          await sql`select pg_terminate_backend(pg_backend_pid())`.execute(transaction);
      },
      recordVerdict,
    ],
  });
  t.teardown(() => hook.stop());
  t.match(await hook.signIn({ jobId: 'cut' }), { status: 200, body: /^\{\}$/ });
  t.equal(cuts, -1);
  t.match(await createLedger(hook.store.db, approvalMark).find('cut'), { verdict: 'approved' });
});

t.test('more ask than there are connections', async (t) => {
  const [{ db }] = await twoStores(t);
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, i) => sql<{ i: number }>`select ${i}::int as i`.execute(db)),
  );
  t.same(
    answers.map(({ rows }) => rows[0]?.i),
    Array.from({ length: 60 }, (_, i) => i),
  );
});

t.test('tries under one name at the screens of two instances', async (t) => {
  const stores = await twoStores(t);
  const [{ db }] = stores;
  const instances = ['a', 'b'];
  const lockOuts = stores.map((store) => createLockOut(store.db, true));
  for (const id of instances) {
    const row = { name: id, version: '1', protocol: 1, policy: null, address: null, deskPages: 0 };
    await beatInstance(db, { id, ...row });
  }
  let jobs = 0;
  const begin = async (personId: string, i: number) => {
    const jobId = `try-${++jobs}`;
    const runner = instances[i % 2]!;
    const row = { asker: runner, runner, contents: null, shown: null, leftMs: 20_000 };
    await insertWork(db, { id: jobId, kind: 'sign_in', ...row });
    await lockOuts[i % 2]!.begin(jobId, [personId]);
    // Called after the face has matched.
    const isTooMany = () => lockOuts[i % 2]!.isOneTooMany(jobId, [personId], new Date());
    return { jobId, runner, isTooMany };
  };
  const beginAtOnce = (personId: string, count: number) =>
    Promise.all(Array.from({ length: count }, (_, i) => begin(personId, i)));
  const allowed = async (tries: Awaited<ReturnType<typeof beginAtOnce>>) => {
    const each = await Promise.all(tries.map(({ isTooMany }) => isTooMany()));
    return tries.filter((_, i) => !each[i]);
  };
  const isTooMany = async (personId: string, i: number) => (await begin(personId, i)).isTooMany();
  const fail = (jobId: string, claimedPersonId: string) => {
    const now = new Date();
    const failed = { verdict: 'review', reason: 'no_match', tried: 'failed', decidedAt: now };
    return insertSignIn(db, decidedSignIn(jobId, { ...failed, claimedPersonId }));
  };
  for (const id of ['ada', 'bo', 'cy', 'dee']) await insertPerson(db, enrolledPerson(id));

  await t.test('of those at once, five may match, and no more', async (t) => {
    const tries = await beginAtOnce('ada', 12);
    t.equal((await allowed(tries)).length, 5);
    t.equal((await allowed(await beginAtOnce('bo', 3))).length, 3, 'those of others do not count');
    for (const { jobId } of await allowed(tries)) await fail(jobId, 'ada');
    t.equal(await isTooMany('ada', 1), true, 'all of them have failed');
  });

  await t.test('one that is stored counts once, by what came of it', async (t) => {
    for (let i = 0; i < 3; i++) await fail(`earlier-${i}`, 'cy');
    const tries = await beginAtOnce('cy', 4);
    const [first, second, ...more] = await allowed(tries);
    t.ok(first && second);
    t.same(more, []);
    await fail(first!.jobId, 'cy');
    t.same(await allowed(tries.filter((each) => each !== first)), [second]);
    const matched = { tried: 'matched', claimedPersonId: 'cy' } as const;
    await insertSignIn(db, decidedSignIn(second!.jobId, matched));
    t.equal(await isTooMany('cy', 0), false, 'a match clears the count');
  });

  await t.test('what ended without an answer does not count', async (t) => {
    const tries = await beginAtOnce('dee', 5);
    const late = await begin('dee', 1);
    t.equal(await late.isTooMany(), true);
    await dropWork(db, { id: tries[0]!.jobId, asker: tries[0]!.runner });
    t.equal(await late.isTooMany(), false);
    t.equal(await isTooMany('dee', 1), true);
    await removeInstance(db, 'a');
    t.equal(await isTooMany('dee', 1), false, 'the tries of an instance that is gone');
    await sql`update shared_work set until_ms = 0`.execute(db);
    await sweepWork(db);
    const left = await db.selectFrom('running_tries').select('number').execute();
    t.same(left, [], 'they go with the row of the sign-in');
  });
});
