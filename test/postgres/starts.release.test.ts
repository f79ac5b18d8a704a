import path from 'node:path';
import pg from 'pg';
import t from 'tap';
import type { HookAnswer } from '../../lab/simulate/held-sign-in.ts';
import { openStore } from '#server/store/store.ts';
import { databaseServerOf } from '#server/config/database-server.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { insertEnrolled } from '../people/enrolled.ts';
import { administer } from '../support/postgres/databases.ts';
import { startPostgres } from '../support/postgres/server.ts';
import { StartingService } from '../support/starting-service.ts';

const server = await startPostgres();
t.teardown(() => server.stop());
await administer(server.url, 'create database v');
await administer(server.url, 'create role office login');
await administer(server.url, 'alter database v owner to office');
const roleUrl = `${server.url}/v`.replace('vestibule@', 'office@');

const admin = (...statements: string[]) =>
  statements.reduce(
    (done, each) => done.then(() => administer(server.url, each)),
    Promise.resolve(),
  );

/** Queries the database as its owner, whatever the service's role may do. */
async function asked<T extends pg.QueryResultRow>(statement: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: `${server.url}/v` });
  await client.connect();
  try {
    return (await client.query<T>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Tries again and again, up to the test's own time limit. */
async function until(works: () => Promise<boolean>): Promise<void> {
  while (!(await works().catch(() => false)))
    await new Promise((resolve) => setTimeout(resolve, 50));
}

/**
 * Asks until an answer is in time. After a pause, a process deliberately counts the next call as late, because Envoy
 * may have waited longer than the process can know.
 */
async function inTime(ask: (attempt: number) => Promise<HookAnswer>): Promise<HookAnswer> {
  for (let attempt = 1; ; attempt++) {
    const answer = await ask(attempt);
    if (!answer.body.includes('timed out')) return answer;
  }
}

/** Repeats a statement until it is stopped. */
class Again {
  #isStopped = false;
  readonly #doing: Promise<void>;

  constructor(statement: string) {
    const once = async (): Promise<void> => {
      await admin(statement);
      if (!this.#isStopped) await once();
    };
    this.#doing = once();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#doing;
  }
}

const away = "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'v'";
const readOnly = 'alter role office set default_transaction_read_only = on';
const writing = 'alter role office reset default_transaction_read_only';
const inPlace = (encoding: string) => ({
  make: [
    away,
    'alter database v rename to w',
    `create database v template template0 encoding '${encoding}' locale 'C' owner office`,
  ],
  mend: ['drop database v with (force)', 'alter database w rename to v'],
});
/** Each fault is made before the start, and repaired while the service holds every visitor. */
const faults: Record<string, { make: string[]; mend: string[]; again?: string }> = {
  'whose role has no log-in': {
    make: ['alter role office nologin'],
    mend: ['alter role office login'],
  },
  'that is missing while it is restored': {
    make: [away, 'alter database v rename to w'],
    mend: ['alter database w rename to v'],
  },
  'with another one of LATIN1 in its place': inPlace('LATIN1'),
  'with another one of SQL_ASCII in its place': inPlace('SQL_ASCII'),
  'whose role may only read': { make: [readOnly], mend: [writing] },
  'whose connections are ended in the middle': { make: [], again: away, mend: [] },
  'that takes no connections': {
    make: ['alter database v connection limit 0'],
    mend: ['alter database v connection limit -1'],
  },
};

t.test('PostgreSQL in any state at the start', async (t) => {
  const data = path.join(t.testdir({ data: {} }), 'data');
  const store = await openStore({ databaseFile: '', databaseServer: databaseServerOf(roleUrl) });
  const cipher = await openTemplateCipher(store.db, path.join(data, 'template.key'));
  await insertEnrolled(store.db, cipher, { id: 'bea', name: 'Bea Example' });
  await store.close();
  const begin = () =>
    StartingService.begin(t, data, {
      VESTIBULE_DATABASE_URL: roleUrl,
      VESTIBULE_DEADLINE_SECONDS: '8',
    });
  const isStored = async (job: string) =>
    (
      await asked(`select from sign_ins s join desk_cards c using (job_id)
        join audit_events e on e.subject = s.job_id where job_id = '${job}' and verdict = 'review'`)
    ).length > 0;

  for (const [what, { make, mend, again }] of Object.entries(faults)) {
    await t.test(`a database ${what}`, async (t) => {
      await admin(...make);
      const repeating = again === undefined ? null : new Again(again);
      const service = await begin();
      await service.said(/Visitors are held until you fix this/);
      const answer = await service.signIn(what);
      t.match(answer, { status: 412, body: /is starting/ });
      await repeating?.stop();
      await admin(...mend);
      await service.said(/is ready/);
      // The service answers again before card, audit event and verdict are stored.
      await until(() => isStored(what));
      const repeat = await inTime(() => service.signIn(what));
      t.equal(repeat.body, answer.body, 'a repeat is held, too');
      const next = await inTime((attempt) => service.signIn(`after ${what} ${attempt}`));
      t.match(next, { status: 412, body: /No person is enrolled/ });
      t.equal(await service.end('SIGTERM'), 0);
    });
  }

  await t.test('a database that a newer version has brought up to date', async (t) => {
    await asked(
      "insert into kysely_migration values ('999-of-tomorrow', '2026-01-01T00:00:00.000Z')",
    );
    const service = await begin();
    await service.said(/written by a newer version/);
    t.match(await service.signIn('newer'), { status: 412, body: /is starting/ });
    await asked("delete from kysely_migration where name = '999-of-tomorrow'");
    await service.said(/is ready/);
    await until(() => isStored('newer'));
    t.equal(await service.end('SIGTERM'), 0);
  });

  await t.test('a table that somebody keeps locked', async (t) => {
    const other = new pg.Client({ connectionString: `${server.url}/v` });
    await other.connect();
    await other.query('begin; lock table people');
    const service = await begin();
    await until(async () => (await service.signIn('locked')).status === 412);
    await other.query('rollback');
    await other.end();
    await service.said(/is ready/);
    await until(() => isStored('locked'));
    t.equal(await service.end('SIGTERM'), 0);
  });

  await t.test('a role that may only read in the middle', async (t) => {
    const service = await begin();
    await service.said(/is ready/);
    const lobby = /Lobby screen\s+(\S+)/.exec(service.text)?.[1];
    const store = async () =>
      ((await (await fetch(`${lobby}readyz`)).json()) as { checks: { store: string } }).checks
        .store;
    await until(async () => (await store()) === 'ok');

    await admin(readOnly, away);
    await until(async () => (await store()) === 'failing');
    const jobs = Array.from({ length: 12 }, (_, i) => `not written ${i}`);
    for (const job of jobs) t.equal((await service.signIn(job)).status, 412);
    t.equal((await asked("select from sign_ins where job_id like 'not written%'")).length, 0);
    await admin(writing);
    for (const job of jobs) await until(() => isStored(job));
    await until(async () => (await store()) === 'ok');
    const next = await inTime((attempt) => service.signIn(`written again ${attempt}`));
    t.match(next, { status: 412, body: /No person is enrolled/ });
    t.equal(await service.end('SIGTERM'), 0);
  });
});
