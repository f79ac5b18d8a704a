import { once } from 'node:events';
import { sql } from 'kysely';
import path from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { rowsChannel } from '#server/store/instance-schema.ts';
import { checkDatabaseServer } from '#server/installation/diagnosis/database-server.ts';
import { Trial } from '../../lab/trial/trial.ts';
import type { CheckResult, RequiredCheck } from '#server/sign-in/check.ts';
import { databaseServerOf } from '#server/config/database-server.ts';
import type { Db } from '#server/store/schema.ts';
import { openStore } from '#server/store/store.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { startHook } from '../support/hook.ts';
import { administer } from '../support/postgres/databases.ts';
import { startPostgres } from '../support/postgres/server.ts';
import { Receiver } from '../support/receiver.ts';

const server = await startPostgres();
t.teardown(() => server.stop());
await administer(server.url, 'create database v');
const databaseUrl = `${server.url}/v`;
const databaseServer = databaseServerOf(databaseUrl);
const matched: CheckResult = { passed: true, reason: 'matched' };

t.test('PostgreSQL that is frozen or gone makes no sign-in late, and lets nobody in', async (t) => {
  const told: string[] = [];
  const check: RequiredCheck['check'] = { name: 'all', run: async () => matched };
  const hook = await startHook(t, {
    checks: [check],
    deadlineMs: 3000,
    databaseServer,
    onDecided: [({ jobId, verdict }) => told.push(`${jobId} ${verdict}`)],
  });
  t.teardown(() => hook.stop());
  t.equal((await hook.signIn({ jobId: 'before' })).status, 200);

  process.kill(server.pid, 'SIGSTOP');
  const frozen = await allOf(server.pid);
  for (const pid of frozen) process.kill(pid, 'SIGSTOP');
  const held = await Promise.all(
    Array.from({ length: 15 }, (_, i) => hook.signIn({ jobId: `frozen ${i}` })),
  );
  t.same([...new Set(held.map(({ status }) => status))], [412], 'each answered, and held');
  for (const pid of [...frozen, server.pid]) process.kill(pid, 'SIGCONT');
  await untilWorks(
    async () => (await hook.signIn({ jobId: `thawed ${Math.random()}` })).status === 200,
  );
  await untilWorks(async () => (await findSignIn(hook.store.db, 'frozen 0')) !== undefined);
  for (let i = 0; i < 15; i++) {
    t.equal((await hook.signIn({ jobId: `frozen ${i}` })).status, 412, 'as it was answered');
  }

  // A lock timeout, as during a long statement of another client of the database.
  for (const statement of [
    'create sequence tried',
    `create function keep_off() returns trigger language plpgsql as $$
      begin
        perform nextval('tried');
        raise exception 'busy' using errcode = '55P03';
      end $$`,
    'create trigger kept_off before insert on sign_ins for each row execute function keep_off()',
  ]) {
    await sql.raw(statement).execute(hook.store.db);
  }
  t.equal((await hook.signIn({ jobId: 'kept off' })).status, 412);
  const tried = sql<{ last_value: number }>`select last_value from tried`;
  await untilWorks(async () => ((await tried.execute(hook.store.db)).rows[0]?.last_value ?? 0) > 2);
  await sql.raw('drop trigger kept_off on sign_ins').execute(hook.store.db);
  await untilWorks(async () => (await findSignIn(hook.store.db, 'kept off')) !== undefined);

  // Ends all connections, as a restart does.
  await administer(
    server.url,
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'v'",
  );
  await untilWorks(
    async () => (await hook.signIn({ jobId: `again ${Math.random()}` })).status === 200,
  );
});

t.test('notices and duties outlive the connection that they were on', async (t) => {
  const open = () => openStore({ databaseFile: '', databaseServer });
  const [one, other] = [await open(), await open()];
  t.teardown(async () => {
    await one.close();
    await other.close();
  });
  t.equal(await one.sessions.isLeaderFor('retention'), true);
  t.equal(await one.sessions.isLeaderFor('retention'), true);
  t.equal(await other.sessions.isLeaderFor('retention'), false, 'one of all has it');
  t.equal(await other.sessions.isLeaderFor('lists'), true);

  const heard: (string | null)[] = [];
  let hear: () => void = () => {};
  const next = async (text: string | null) => {
    while (!heard.includes(text)) await new Promise<void>((resolve) => (hear = resolve));
    heard.length = 0;
  };
  const tell = (db: Db, text: string) => sql`select pg_notify(${rowsChannel}, ${text})`.execute(db);
  other.sessions.listen((text) => {
    heard.push(text);
    hear();
  });
  await next(null);
  await one.db.transaction().execute((transaction) => tell(transaction, 'id'));
  await next('id');
  await one.db
    .transaction()
    .execute(async (transaction) => {
      await tell(transaction, 'undone');
      throw new Error('undone');
    })
    .catch(() => {});

  await administer(
    server.url,
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'v'",
  );
  await next(null);
  t.notOk(heard.includes('undone'));
  await tell(one.db, 'afterwards');
  await next('afterwards');
  await untilWorks(() => other.sessions.isLeaderFor('retention'));
  t.equal(await one.sessions.isLeaderFor('retention'), false, 'the other one has it now');
});

t.test('a service says that PostgreSQL is gone, and goes on by itself', async (t) => {
  const receiver = new Receiver();
  const trial = await Trial.start(path.join(t.testdir(), 'data'), pino({ level: 'silent' }), {
    VESTIBULE_DATABASE_URL: databaseUrl,
    HEARTBEAT_URL: await receiver.start(),
    VESTIBULE_DEADLINE_SECONDS: '8',
  });
  t.teardown(async () => {
    await trial.stop();
    await receiver.stop();
  });
  const { service } = trial;
  const ask = async (page: string) => {
    const response = await fetch(new URL(page, service.lobbyUrl));
    return { status: response.status, json: await response.json() };
  };
  const signIn = (jobId: string) => trial.signIn({ name: 'Ada Example', jobId });
  t.match(await ask('/readyz'), { json: { checks: { store: 'ok', models: 'ok' } } });
  t.equal((await signIn('before it')).status, 412, 'nobody is enrolled');
  await untilWorks(async () => receiver.all.length > 0);

  await server.halt();
  const startedAt = performance.now();
  const beatsBefore = receiver.all.length;
  // A successful write counts as a working store for a moment.
  await untilWorks(async () => {
    const { json } = (await ask('/readyz')) as { json: { checks: { store: string } } };
    return json.checks.store === 'failing';
  });
  t.match(await ask('/healthz'), { status: 200 });
  t.equal(await service.isWell(), true, 'systemd has no reason to kill it');
  const { findings } = await checkDatabaseServer(databaseServer);
  t.match(findings, [{ state: 'failing', found: /nothing answers there/ }]);
  t.match(await signIn('gone'), { status: 412, body: /Vestibule: / }, 'while Envoy waits');
  // Waits longer than the interval between two beats.
  const second = await signIn('gone, too');
  t.equal(second.status, 412);
  await untilWorks(async () => performance.now() - startedAt > 62_000);
  t.equal(receiver.all.length, beatsBefore, 'the heartbeat is silent');
  await server.start();
  const beats = receiver.all.length;
  await untilWorks(async () => (await findSignIn(service.db, 'gone')) !== undefined);
  t.match(await ask('/readyz'), { json: { checks: { store: 'ok' } } });
  await untilWorks(async () => receiver.all.length > beats);
  t.pass('and beats again');
});

/** Every child of the server's first process. */
async function allOf(pid: number): Promise<number[]> {
  const { execFileSync } = await import('node:child_process');
  const listed = execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return listed
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child, parent]) => (parent === pid && child !== undefined ? [child] : []));
}

/** Tries again and again, up to the test's own time limit. */
async function untilWorks(works: () => Promise<boolean>): Promise<void> {
  while (!(await works().catch(() => false))) {
    const pause = new AbortController();
    setTimeout(() => pause.abort(), 50);
    await once(pause.signal, 'abort');
  }
}
