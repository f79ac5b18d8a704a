import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import t, { type Test } from 'tap';
import { rowsChannel } from '#server/store/instance-schema.ts';
import { checkDatabaseServer } from '#server/installation/diagnosis/database-server.ts';
import { databaseServerOf } from '#server/config/database-server.ts';
import { openStore } from '#server/store/store.ts';
import { lacking } from '../support/needs.ts';
import { makeDatabase } from '../support/postgres/databases.ts';
import { freePort } from '../../lab/free-port.ts';
import { withoutRoot } from '../../lab/postgres-server.ts';

const skip = lacking('pgbouncer');

t.test('a pooler that gives each transaction another session is refused', { skip }, async (t) => {
  const databaseServer = await poolBy(t, 'transaction');
  const open = () => openStore({ databaseFile: '', databaseServer });
  await t.rejects(open(), { code: 'database_pooled', message: /pool_mode = session/ });
  const { findings } = await checkDatabaseServer(databaseServer);
  t.match(findings, [{ state: 'failing', found: /there is a pooler.*pool_mode = session/ }]);
});

t.test(
  'one that gives each client a session works, duties and notices too',
  { skip },
  async (t) => {
    const databaseServer = await poolBy(t, 'session');
    const open = async () => {
      const store = await openStore({ databaseFile: '', databaseServer });
      t.teardown(() => store.close());
      return store;
    };
    const [one, other] = [await open(), await open()];
    t.equal(await one.sessions.isLeaderFor('retention'), true);
    t.equal(await other.sessions.isLeaderFor('retention'), false);
    const heard = new Promise<string>((resolve) => {
      other.sessions.listen((text) => {
        if (text === null) void sql`select pg_notify(${rowsChannel}, 'id')`.execute(one.db);
        else resolve(text);
      });
    });
    t.equal(await heard, 'id');
    const { findings } = await checkDatabaseServer(databaseServer);
    const pooler = findings.find(({ about }) => about === 'Pooler');
    t.match(pooler, { state: 'ok', found: /gives each client a session/ });
  },
);

/** A real PgBouncer in front of a new database of the run's server. */
async function poolBy(t: Test, mode: 'transaction' | 'session') {
  const url = new URL(
    await makeDatabase(process.env['TEST_POSTGRES_URL'] ?? '', `pooled_${mode}_${process.pid}`),
  );
  const as = withoutRoot();
  // Outside the test's own folder, which other users may not enter.
  const folder = mkdtempSync(path.join(tmpdir(), 'vestibule-pooler-'));
  const port = await freePort();
  const write = (name: string, text: string) => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const settings = write(
    'pgbouncer.ini',
    `[databases]
* = host=${url.hostname} port=${url.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${write('users', '"vestibule" ""\n')}
pool_mode = ${mode}
`,
  );
  if (as.uid !== undefined && as.gid !== undefined) {
    for (const each of [folder, settings, path.join(folder, 'users')]) {
      chownSync(each, as.uid, as.gid);
    }
  }
  const pooler = spawn('pgbouncer', [settings], { ...as, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(pooler, 'exit');
  t.teardown(async () => {
    pooler.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true });
  });
  const lines = createInterface({ input: pooler.stderr });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => line.includes('process up') && resolve());
    lines.on('close', () => reject(new Error('PgBouncer has ended.')));
  });
  url.port = String(port);
  return databaseServerOf(url.href);
}
