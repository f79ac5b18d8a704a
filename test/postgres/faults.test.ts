import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execFileSync, spawn, type ChildProcessByStdio } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import pg from 'pg';
import { databaseServerOf } from '#server/config/database-server.ts';
import { openStore } from '#server/store/store.ts';
import { startPostgres } from '../support/postgres/server.ts';
import { Receiver } from '../support/receiver.ts';
import { Relay } from './relay.ts';
import { Installation, signIn as sendSignIn, untilTrue, type Reply } from './installation.ts';
import { SimulatedScreen, type PersonInView } from './screen.ts';

// Causes faults while sign-ins are held. Each instance is a separate process with a wrong clock.
// PostgreSQL belongs to this test, which stops and freezes it.

const deadlineMs = 14_000;
/** Envoy lets a visitor in when no answer arrives in 30 s; one of its clients gives up at 25 s. */
const latestMs = 25_000;

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
const connections = new pg.Pool({ connectionString: databaseUrl, max: 2 });
connections.on('error', () => {});
const dataDir = t.testdir({});
const instances: InstanceProcess[] = [];
const relay = await Relay.start(server.port);
const [told, beaten] = [new Receiver(), new Receiver()];
const [toldUrl, heartbeatUrl] = [await told.start(), await beaten.start()];
const key = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const notify = { NOTIFY_DESK_URL: toldUrl, NOTIFY_DESK_SECRET: key };
writeFileSync(
  path.join(dataDir, 'notify.yaml'),
  `channels: [{ name: desk, type: webhook }]
rules: [{ reasons: all, to: desk }]
alerts: { to: desk }`,
);
let screens = 0;
/** The status that Envoy got, by job. */
const answered = new Map<string, number>();

t.teardown(async () => {
  for (const { child } of instances) child.kill('SIGKILL');
  relay.stop();
  await connections.end();
  await Promise.all([told.stop(), beaten.stop(), server.stop()]);
});

async function signIn(at: InstanceProcess, iPad: string, job: string): Promise<Reply> {
  const reply = await sendSignIn(at, iPad, job);
  answered.set(job, reply.status);
  return reply;
}

async function startProcess(clockAheadMs: number, port = server.port): Promise<InstanceProcess> {
  const options = {
    databaseUrl: databaseUrl.replace(String(server.port), String(port)),
    dataDir,
    deadlineMs,
    graceMs: 6000,
    notify,
    heartbeatUrl,
  };
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

interface OpenScreen {
  iPad: string;
  screen: SimulatedScreen;
}

/** Screens beside separate iPads, connected to that instance. All instances know them. */
async function openScreens<const S extends readonly PersonInView[]>(
  at: InstanceProcess,
  ...seen: S
): Promise<{ [Each in keyof S]: OpenScreen }> {
  const open = async (each: PersonInView): Promise<OpenScreen> => {
    const iPad = `ipad-${++screens}`;
    at.child.stdin.write(`${iPad}\n`);
    const screen = new SimulatedScreen(await nextOf(at.lines), each);
    await screen.connect(at.lobbyUrl);
    await rows(`select 1 from instance_kiosks join kiosks on id = kiosk_id where name = '${iPad}'`);
    return { iPad, screen };
  };
  const opened = await Promise.all(seen.map(open));
  // The other instances have read the screens after their next beat.
  await twoBeats();
  return opened as { [Each in keyof S]: OpenScreen };
}

async function query(text: string): Promise<unknown[]> {
  return (await connections.query<Record<string, unknown>>(text)).rows;
}

async function rows(text: string): Promise<void> {
  await untilTrue(async () => (await query(text)).length > 0);
}

async function column(text: string): Promise<string[]> {
  return (await query(text)).map((row) => (row as { value: string }).value).sort();
}

async function twoBeats(): Promise<void> {
  const beats = async () =>
    (await query('select beat_ms from instances order by id')).map((row) => JSON.stringify(row));
  for (let i = 0; i < 2; i++) {
    const before = await beats();
    await untilTrue(
      async () => (await beats()).filter((beat) => !before.includes(beat)).length >= 2,
    );
  }
}

/** Sends a signal to PostgreSQL's first process and all of its children. */
function signal(name: 'SIGSTOP' | 'SIGCONT'): void {
  process.kill(server.pid, name);
  const children = execFileSync('pgrep', ['-P', String(server.pid)], { encoding: 'utf8' });
  for (const pid of children.trim().split('\n')) {
    try {
      process.kill(Number(pid), name);
    } catch {
      // The process has ended meanwhile.
    }
  }
}

async function end(
  instance: InstanceProcess,
  signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL',
): Promise<void> {
  const exited = once(instance.child, 'exit');
  instance.child.kill(signal);
  await exited;
}

/** Resolves when a notification about this lobby screen has arrived. */
async function isTold(kind: 'kiosk.gone' | 'kiosk.back', iPad: string): Promise<void> {
  await untilTrue(() => told.all.some(({ body }) => body.includes(kind) && body.includes(iPad)));
}

function inTime(
  t: Test,
  { status, reason, milliseconds }: Reply,
  expected: [number, ...string[]],
  why?: string,
) {
  const [code, ...reasons] = expected;
  t.equal(status, code, why ?? reason ?? 'let in');
  if (reasons.length > 0) t.ok(reasons.includes(reason ?? ''), `held for: ${reason}`);
  t.ok(milliseconds < latestMs, `answered after ${milliseconds.toFixed(0)} ms`);
}

/**
 * Signs in until a visitor is let in; work that piled up may hold the first few, each in time. An instance without
 * news from the database for four seconds, or later on a busy machine, cuts its screens off, which then reconnect.
 */
async function goesOn(
  t: Test,
  { iPad, screen }: OpenScreen,
  { asked, holder }: Record<'asked' | 'holder', InstanceProcess>,
): Promise<void> {
  await untilTrue(async () => {
    const reply = await signIn(asked, iPad, randomUUID());
    const isLetIn = reply.status === 200;
    inTime(t, reply, [isLetIn ? 200 : 412]);
    if (!isLetIn) await screen.connect(holder.lobbyUrl).catch(() => {});
    return isLetIn;
  });
}

t.test('faults while sign-ins are held', async (t) => {
  // The first instance has the duties that one instance has for all.
  let asked = await startProcess(15_000);
  const holder = await startProcess(-15_000, relay.port);
  const spare = await startProcess(0);

  t.test('clocks half a minute apart', async (t) => {
    const [{ iPad }] = await openScreens(holder, 'themselves');
    inTime(t, await signIn(asked, iPad, 'clocks'), [200]);
    const times = "select received_at, decided_at from sign_ins where job_id = 'clocks'";
    const [row] = (await query(times)) as { received_at: string; decided_at: string }[];
    const took = Date.parse(row!.decided_at) - Date.parse(row!.received_at);
    t.ok(took >= 0 && took < deadlineMs, `it took ${took} ms`);
  });

  t.test('the instance that was asked, and has the duties, is killed', async (t) => {
    const [{ iPad, screen }] = await openScreens(holder, 'nobody');
    const [lost, lostLater] = await openScreens(spare, 'themselves', 'themselves');
    lost.screen.cut();
    await isTold('kiosk.gone', lost.iPad);
    const nothingWaits = "select 1 from outbox where state = 'waiting' having count(*) = 0";
    await rows(nothingWaits);

    const begun = screen.nextCapture();
    const unanswered = signIn(asked, iPad, 'receiver-killed').catch(() => null);
    await begun;
    await end(asked);
    t.equal(await unanswered, null);
    const again = signIn(spare, iPad, 'receiver-killed');
    screen.seen = 'themselves';
    await screen.connect(holder.lobbyUrl);
    inTime(t, await again, [200], 'a repeat elsewhere has the answer');

    const seal = () => readFileSync(path.join(dataDir, 'audit.seal'), 'utf8');
    const [beats, sealed] = [beaten.all.length, seal()];
    lostLater.screen.cut();
    await isTold('kiosk.gone', lostLater.iPad);
    await lost.screen.connect(spare.lobbyUrl);
    await isTold('kiosk.back', lost.iPad);
    await untilTrue(() => beaten.all.length > beats + 1 && seal() !== sealed);
    const held = "select 1 from pg_locks where locktype = 'advisory' and objsubid = 2 and granted";
    t.equal((await query(held)).length, 3, 'and its duties are done by others, each by one');
    asked = await startProcess(15_000);
  });

  t.test('PostgreSQL frozen: held, in time, and stored when it is back', async (t) => {
    const [{ iPad, screen }] = await openScreens(holder, 'nobody');
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
    await twoBeats();
    screen.seen = 'themselves';
    await screen.connect(holder.lobbyUrl);
    await goesOn(t, { iPad, screen }, { asked: spare, holder });
  });

  t.test('PostgreSQL restarted, and every link to it cut: held in time, or let in', async (t) => {
    const [one] = await openScreens(holder, 'nobody');
    const [other] = await openScreens(spare, 'nobody');
    const begun = [one.screen.nextCapture(), other.screen.nextCapture()];
    const answers = [signIn(asked, one.iPad, 'restart-1'), signIn(spare, other.iPad, 'restart-2')];
    await Promise.all(begun);
    await server.halt();
    await server.start();
    answers.push(signIn(asked, other.iPad, 'restart-3'));
    for (const { screen } of [one, other]) screen.seen = 'themselves';
    await one.screen.connect(holder.lobbyUrl);
    await other.screen.connect(spare.lobbyUrl);
    for (const reply of await Promise.all(answers)) inTime(t, reply, [reply.status]);
    await rows("select 1 from sign_ins where job_id like 'restart-%' having count(*) = 3");
    await twoBeats();
    await goesOn(t, one, { asked, holder });
    await goesOn(t, other, { asked: holder, holder: spare });
  });

  t.test('the way of one to PostgreSQL is cut without a word', async (t) => {
    const [{ iPad, screen }, seen, free] = await openScreens(
      holder,
      'nobody',
      'nobody',
      'themselves',
    );
    const begun = [screen.nextCapture(), seen.screen.nextCapture()];
    const remoteReply = signIn(asked, iPad, 'cut-off-1');
    const here = [signIn(holder, seen.iPad, 'cut-off-2')];
    await Promise.all(begun);
    relay.cut();
    seen.screen.show('themselves');
    here.push(signIn(holder, free.iPad, 'cut-off-3'));
    screen.seen = 'themselves';
    await screen.connect(spare.lobbyUrl);
    inTime(t, await remoteReply, [200], 'looked at where the screen is now');
    for (const reply of await Promise.all(here)) inTime(t, reply, [412]);
    await free.screen.closed();
    relay.mend();
    await rows("select 1 from sign_ins where job_id like 'cut-off-%' having count(*) = 3");
    await twoBeats();
    await free.screen.connect(holder.lobbyUrl);
    await goesOn(t, free, { asked: spare, holder });
  });

  t.test('the instance that holds the screen is stopped, as at an upgrade', async (t) => {
    const [{ iPad, screen }, own] = await openScreens(holder, 'nobody', 'nobody');
    const begun = [screen.nextCapture(), own.screen.nextCapture()];
    const answers = [signIn(spare, iPad, 'stopped-1'), signIn(holder, own.iPad, 'stopped-2')];
    await Promise.all(begun);
    screen.seen = 'themselves';
    await end(holder, 'SIGTERM');
    for (const reply of await Promise.all(answers)) inTime(t, reply, [412, 'stopping']);
    await screen.connect(spare.lobbyUrl);
    inTime(t, await signIn(spare, iPad, 'stopped-3'), [200], 'the screen is at another one now');
  });

  t.test('the instance that holds the screen is killed', async (t) => {
    const [{ iPad, screen }, away] = await openScreens(asked, 'nobody', 'nobody');
    const begun = [screen.nextCapture(), away.screen.nextCapture()];
    const answers = [signIn(spare, iPad, 'holder-killed'), signIn(spare, away.iPad, 'and-gone')];
    await Promise.all(begun);
    await end(asked);
    screen.seen = 'themselves';
    await screen.connect(spare.lobbyUrl);
    const [back, gone] = await Promise.all(answers);
    inTime(t, back!, [200]);
    inTime(t, gone!, [412, 'kiosk offline', 'instance silent', 'timed out']);
  });

  t.test('whatever was answered is stored, on record and told, each once', async (t) => {
    await rows("select 1 from outbox where state = 'waiting' having count(*) = 0");
    await rows('select 1 from shared_work having count(*) = 0');
    const stored = await column("select job_id || ' ' || verdict as value from sign_ins");
    const expected = [...answered].map(
      ([job, status]) => `${job} ${status === 200 ? 'approved' : 'review'}`,
    );
    t.same(stored, expected.sort());
    const audited = await column(
      "select distinct subject as value from audit_events where action = 'sign_in_decided'",
    );
    t.same(audited, [...answered.keys()].sort());

    const sent = await column("select 'msg_' || id as value from outbox where state = 'sent'");
    const ids = told.all.map(({ headers }) => String(headers['webhook-id']));
    const messages = await column("select 'msg_' || id as value from outbox");
    t.equal(new Set(ids).size, ids.length, 'each once');
    t.same(
      [...sent.filter((id) => !ids.includes(id)), ...ids.filter((id) => !messages.includes(id))],
      [],
    );
    const jobs = told.all
      .map(({ body }) => JSON.parse(body) as { type: string; data: { jobId: string } })
      .flatMap(({ type, data }) => (type === 'sign_in.held' ? [data.jobId] : []));
    const held = [...answered].flatMap(([job, status]) => (status === 412 ? [job] : []));
    t.same(jobs.sort(), held.sort());
    const alerts = await column(
      `select string_agg(kind, ' ' order by rowid) as value from outbox
        where kind like 'kiosk_%' group by subject`,
    );
    t.ok(alerts.length > 1);
    for (const kinds of alerts)
      t.match(kinds, /^kiosk_gone( kiosk_back kiosk_gone)*( kiosk_back)?$/);
    const store = await openStore({ databaseFile: '', databaseServer, forCommand: true });
    await Installation.in(t, dataDir, databaseUrl).expectWholeRecord(store);
    await store.close();
  });
  t.end();
});
