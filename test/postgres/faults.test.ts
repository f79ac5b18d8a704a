import { execFileSync, spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import pg from 'pg';
import { databaseServerOf } from '../../server/config/database-server.ts';
import { openStore } from '../../server/store/store.ts';
import { startPostgres } from '../support/postgres/server.ts';
import { Installation, signIn, until, type Reply } from './installation.ts';
import { Screen, type Seen } from './screen.ts';

// Faults that are made to happen while sign-ins are held. Each instance is a process of its own, with a clock
// that is wrong; PostgreSQL is one of this test's own, which is stopped and frozen.

const deadlineMs = 14_000;
/** Envoy lets the visitor in whom nobody answers for in 30 s; one of its clients gives up at 25 s. */
const latestMs = 20_000;

interface InstanceProcess {
  child: ChildProcessByStdio<Writable, Readable, null>;
  lines: AsyncIterator<string>;
  hookUrl: string;
  lobbyUrl: string;
}

const server = await startPostgres();
const admin = new pg.Client({ connectionString: `${server.url}/postgres` });
await admin.connect();
await admin.query('create database faults');
await admin.end();
const databaseUrl = `${server.url}/faults`;
const databaseServer = databaseServerOf(databaseUrl);
const dataDir = t.testdir({});
const instances: InstanceProcess[] = [];
let screens = 0;

t.teardown(async () => {
  for (const { child } of instances) child.kill('SIGKILL');
  await server.stop();
});

async function startProcess(clockAheadMs: number): Promise<InstanceProcess> {
  const options = { databaseUrl, dataDir, deadlineMs, graceMs: 6000 };
  const program = fileURLToPath(new URL('instance-process.js', import.meta.url));
  const child = spawn(process.execPath, [program], {
    env: {
      PATH: process.env['PATH'],
      INSTANCE: JSON.stringify(options),
      CLOCK_AHEAD_MS: String(clockAheadMs),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const addresses = JSON.parse(await nextOf(lines)) as { hookUrl: string; lobbyUrl: string };
  const instance = { child, lines, ...addresses };
  instances.push(instance);
  return instance;
}

async function nextOf(lines: AsyncIterator<string>): Promise<string> {
  const line: IteratorResult<string, unknown> = await lines.next();
  if (line.done) throw new Error('The instance has ended.');
  return line.value;
}

/** A screen beside an iPad of its own, connected to that instance; all instances know within a second. */
async function openScreen(
  at: InstanceProcess,
  seen: Seen,
): Promise<{ iPad: string; screen: Screen }> {
  const iPad = `ipad-${++screens}`;
  at.child.stdin.write(`${iPad}\n`);
  const screen = new Screen(await nextOf(at.lines), seen);
  await screen.connect(at.lobbyUrl);
  await rows(`select 1 from instance_kiosks join kiosks on id = kiosk_id where name = '${iPad}'`);
  // The other instances have read it when they have beaten once more.
  await twoBeats();
  return { iPad, screen };
}

async function query(text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function rows(text: string): Promise<void> {
  await until(async () => (await query(text)).length > 0);
}

async function twoBeats(): Promise<void> {
  const beats = async () =>
    (await query('select beat_ms from instances order by id')).map((row) => JSON.stringify(row));
  for (let i = 0; i < 2; i++) {
    const before = await beats();
    await until(async () => (await beats()).filter((beat) => !before.includes(beat)).length >= 2);
  }
}

/** To PostgreSQL's first process and all others of it. */
function signal(name: 'SIGSTOP' | 'SIGCONT'): void {
  process.kill(server.pid, name);
  const children = execFileSync('pgrep', ['-P', String(server.pid)], { encoding: 'utf8' });
  for (const pid of children.trim().split('\n')) {
    try {
      process.kill(Number(pid), name);
    } catch {
      // It has ended since.
    }
  }
}

async function kill(instance: InstanceProcess): Promise<void> {
  const exited = once(instance.child, 'exit');
  instance.child.kill('SIGKILL');
  await exited;
}

function inTime(t: Test, { status, reason, milliseconds }: Reply, expected: [number, ...string[]]) {
  const [code, ...reasons] = expected;
  t.equal(status, code);
  if (reasons.length > 0) t.ok(reasons.includes(reason ?? ''), `held for: ${reason}`);
  t.ok(milliseconds < latestMs, `answered after ${milliseconds.toFixed(0)} ms`);
}

/** What has piled up meanwhile may hold the first few: each in time, until one is let in. */
async function goesOn(t: Test, at: InstanceProcess, iPad: string): Promise<void> {
  await until(async () => {
    const reply = await signIn(at, iPad);
    if (reply.status !== 200) inTime(t, reply, [412]);
    else inTime(t, reply, [200]);
    return reply.status === 200;
  });
}

t.test('faults while sign-ins are held', async (t) => {
  const [asked, holder, spare] = [
    await startProcess(15_000),
    await startProcess(-15_000),
    await startProcess(0),
  ];

  t.test('clocks half a minute apart', async (t) => {
    const { iPad } = await openScreen(holder, 'themselves');
    inTime(t, await signIn(asked, iPad, 'clocks'), [200]);
    const times = "select received_at, decided_at from sign_ins where job_id = 'clocks'";
    const [row] = (await query(times)) as { received_at: string; decided_at: string }[];
    const took = Date.parse(row!.decided_at) - Date.parse(row!.received_at);
    t.ok(took >= 0 && took < deadlineMs, `it took ${took} ms`);
  });

  t.test('PostgreSQL frozen: held, in time, and stored when it is back', async (t) => {
    const { iPad, screen } = await openScreen(holder, 'nobody');
    const begun = screen.nextCapture();
    const answers = [signIn(asked, iPad, 'frozen-1')];
    await begun;
    signal('SIGSTOP');
    answers.push(signIn(asked, iPad, 'frozen-2'), signIn(holder, iPad, 'frozen-3'));
    try {
      for (const answer of await Promise.all(answers)) inTime(t, answer, [412]);
    } finally {
      signal('SIGCONT');
    }
    await rows("select 1 from sign_ins where job_id like 'frozen-%' having count(*) = 3");
    t.same(
      await query("select 1 from sign_ins where verdict = 'approved' and job_id like 'frozen-%'"),
      [],
    );
    await twoBeats();
    screen.seen = 'themselves';
    await screen.connect(holder.lobbyUrl);
    await goesOn(t, spare, iPad);
  });

  t.test('every link to PostgreSQL cut: held, in time', async (t) => {
    const { iPad, screen } = await openScreen(holder, 'nobody');
    const begun = screen.nextCapture();
    const answer = signIn(asked, iPad, 'cut');
    await begun;
    await query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'vestibule'",
    );
    screen.seen = 'themselves';
    await screen.connect(holder.lobbyUrl);
    const reply = await answer;
    inTime(t, reply, [reply.status === 200 ? 200 : 412]);
    const stored = "select verdict from sign_ins where job_id = 'cut'";
    await rows(stored);
    const verdict = reply.status === 200 ? 'approved' : 'review';
    t.same(await query(stored), [{ verdict }], 'what was answered is what is stored');
    await twoBeats();
    await goesOn(t, asked, iPad);
  });

  t.test('the instance that was asked is killed: a repeat elsewhere has the answer', async (t) => {
    const { iPad, screen } = await openScreen(holder, 'nobody');
    const begun = screen.nextCapture();
    const lost = signIn(asked, iPad, 'receiver-killed').catch(() => null);
    await begun;
    await kill(asked);
    t.equal(await lost, null);
    const again = signIn(spare, iPad, 'receiver-killed');
    screen.seen = 'themselves';
    await screen.connect(holder.lobbyUrl);
    inTime(t, await again, [200]);
  });

  t.test(
    'the instance that holds the screen is killed: held in time, or looked at elsewhere',
    async (t) => {
      const { iPad, screen } = await openScreen(holder, 'nobody');
      const away = await openScreen(holder, 'nobody');
      const begun = [screen.nextCapture(), away.screen.nextCapture()];
      const answers = [signIn(spare, iPad, 'holder-killed'), signIn(spare, away.iPad, 'and-gone')];
      await Promise.all(begun);
      await kill(holder);
      screen.seen = 'themselves';
      await screen.connect(spare.lobbyUrl);
      const [back, gone] = await Promise.all(answers);
      inTime(t, back!, [200]);
      inTime(t, gone!, [412, 'kiosk offline', 'instance silent', 'timed out']);
    },
  );

  t.test('and the record is whole, each decision once', async (t) => {
    const audited = "select subject from audit_events where action = 'sign_in_decided'";
    const subjects = (await query(audited)).map((row) => (row as { subject: string }).subject);
    const jobs = (await query('select job_id from sign_ins')).map(
      (row) => (row as { job_id: string }).job_id,
    );
    t.same(
      jobs.filter((job) => !subjects.includes(job)),
      [],
    );
    await rows('select 1 from held_jobs having count(*) = 0');
    const store = await openStore({ databaseFile: '', databaseServer, forCommand: true });
    await Installation.in(t, dataDir, databaseUrl).expectWholeRecord(store);
    await store.close();
  });
  t.end();
});
