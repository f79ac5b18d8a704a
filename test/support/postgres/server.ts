import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';

/** A PostgreSQL server of the tests' own. */
interface TestServer {
  /** Of its superuser, without a database at its end. */
  url: string;
  port: number;
  /** The number of its first process; the others are its children. */
  pid: number;
  /** Where its Unix socket, its data and its log are. */
  folder: string;
  /** Ends it at once, as a crash does, and starts it again in its place. @param meanwhile while it is gone */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** What is said when there is none; the run fails then, unless it was asked for without. */
export const noPostgres =
  'There is no PostgreSQL on this machine, so what is stored there cannot be tested. Install it ' +
  '(Debian: apt-get install postgresql; macOS: brew install postgresql), or say where its programs are ' +
  'with TEST_POSTGRES_BIN. TEST_WITHOUT_POSTGRES=1 leaves these tests out, and says so.';

/** The folder of PostgreSQL's programs, the newest that is here; null when there is none. */
export function postgresPrograms(): string | null {
  const given = process.env['TEST_POSTGRES_BIN'];
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  const newestFirst = versions.map(Number).sort((a, b) => b - a);
  const onPath = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
  const folders = [
    ...(given ? [given] : []),
    ...newestFirst.map((version) => path.join(debian, String(version), 'bin')),
    ...(onPath.status === 0 ? [onPath.stdout.trim()] : []),
  ];
  return folders.find((folder) => existsSync(path.join(folder, 'initdb'))) ?? null;
}

/**
 * Starts a server on a free port of this machine, with nothing in it. It may lose what it holds in a
 * power cut, and in nothing else.
 * @param settings further ones, as in postgresql.conf
 */
export async function startPostgres(settings: Record<string, string> = {}): Promise<TestServer> {
  const programs = postgresPrograms();
  if (programs === null) throw new Error(noPostgres);
  const folder = mkdtempSync(path.join(tmpdir(), 'vestibule-postgres-'));
  const as = withoutRoot();
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid);
  chmodSync(folder, 0o700);
  const data = path.join(folder, 'data');
  const environment = { PATH: process.env['PATH'], LC_ALL: 'C' };
  execFileSync(
    path.join(programs, 'initdb'),
    ['-D', data, '-A', 'trust', '-U', 'vestibule', '--no-sync', '-E', 'UTF8', '--locale=C'],
    { ...as, env: environment, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const port = await freePort();
  const all = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: folder,
    fsync: 'off',
    full_page_writes: 'off',
    max_connections: '300',
    ...settings,
  };
  // A file: a pipe that nobody reads meanwhile would hold the server up.
  const log = path.join(folder, 'log');
  const start = async () => {
    const logFile = openSync(log, 'a');
    const started = spawn(
      path.join(programs, 'postgres'),
      ['-D', data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      { ...as, env: environment, cwd: folder, stdio: ['ignore', 'ignore', logFile] },
    );
    closeSync(logFile);
    await untilReady(started, port, log);
    return started;
  };
  let server = await start();
  // At once, and without waiting for those that are connected.
  const end = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGQUIT');
    await ended;
  };
  return {
    url: `postgres://vestibule@127.0.0.1:${port}`,
    port,
    get pid() {
      return server.pid ?? 0;
    },
    folder,
    restart: async (meanwhile) => {
      await end();
      await meanwhile?.();
      server = await start();
    },
    stop: async () => {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(server: ChildProcess, port: number, log: string): Promise<void> {
  while (server.exitCode === null) {
    const client = new pg.Client({
      host: '127.0.0.1',
      port,
      user: 'vestibule',
      database: 'postgres',
    });
    const isReady = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end().catch(() => {});
    if (isReady) return;
    await setTimeout(20);
  }
  throw new Error(`PostgreSQL did not start:\n${readFileSync(log, 'utf8')}`);
}

/** PostgreSQL refuses to run as root: then somebody who may read the programs, and nothing of ours. */
export function withoutRoot(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (option: string) => {
    for (const name of ['postgres', 'nobody']) {
      const { status, stdout } = spawnSync('id', [option, name], { encoding: 'utf8' });
      if (status === 0) return Number(stdout);
    }
    throw new Error('There is no account "postgres" or "nobody" to run PostgreSQL as.');
  };
  return { uid: id('-u'), gid: id('-g') };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
