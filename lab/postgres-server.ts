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
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { modelProcesses as childrenOf } from './soak/readings.ts';
import { freePort } from './free-port.ts';

type Account = { uid?: number; gid?: number };

/**
 * Returns the folder of the newest PostgreSQL programs on this machine; null when there is none.
 * @param given a folder to try first
 */
export function postgresPrograms(given?: string): string | null {
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

/** A private PostgreSQL server on this machine. Only a power cut may lose its data. */
export class PostgresServer {
  /** The superuser's address, without a database at its end. */
  readonly url: string;
  readonly port: number;
  /** The folder of its Unix socket, data and log. */
  readonly folder: string;
  readonly #programs: string;
  readonly #as: Account;
  readonly #settings: Record<string, string>;
  #server: ChildProcess | undefined;

  private constructor(
    programs: string,
    { folder, as, port }: { folder: string; as: Account; port: number },
    settings: Record<string, string>,
  ) {
    this.folder = folder;
    this.port = port;
    this.url = `postgres://vestibule@127.0.0.1:${port}`;
    this.#programs = programs;
    this.#as = as;
    this.#settings = settings;
  }

  /**
   * Makes an empty server on a free port, and starts it.
   * @param programs see `postgresPrograms`
   * @param settings as in postgresql.conf
   */
  static async make(
    programs: string,
    settings: Record<string, string> = {},
  ): Promise<PostgresServer> {
    const folder = mkdtempSync(path.join(tmpdir(), 'vestibule-postgres-'));
    const as = withoutRoot();
    if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid);
    chmodSync(folder, 0o700);
    execFileSync(
      path.join(programs, 'initdb'),
      [
        ...['-D', path.join(folder, 'data'), '-A', 'trust', '-U', 'vestibule'],
        ...['--no-sync', '-E', 'UTF8', '--locale=C'],
      ],
      { ...as, env: environment(), cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const server = new PostgresServer(
      programs,
      { folder, as, port: await freePort() },
      {
        fsync: 'off',
        full_page_writes: 'off',
        max_connections: '300',
        ...settings,
      },
    );
    await server.start();
    return server;
  }

  /** The id of the server's main process; the others are its children. */
  get pid(): number {
    return this.#server?.pid ?? 0;
  }

  /** Resolves when the server accepts connections. @throws {Error} with its log, when the server ends instead */
  async start(): Promise<void> {
    const all = {
      listen_addresses: '127.0.0.1',
      port: String(this.port),
      unix_socket_directories: this.folder,
      ...this.#settings,
    };
    // A file, because a pipe that is not read would block the server.
    const log = path.join(this.folder, 'log');
    const logFile = openSync(log, 'a');
    const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = spawn(
      path.join(this.#programs, 'postgres'),
      ['-D', path.join(this.folder, 'data'), ...options],
      {
        ...this.#as,
        env: environment(),
        cwd: this.folder,
        stdio: ['ignore', 'ignore', logFile],
      },
    );
    closeSync(logFile);
    this.#server = server;
    await untilReady(server, this.port, log);
  }

  /** Stops at once without waiting for clients, like `pg_ctl stop -m immediate`. */
  async halt(): Promise<void> {
    const server = this.#server;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGQUIT');
    await ended;
  }

  /** Pauses every process of the server until `thaw`. */
  freeze(): void {
    // The main process goes first, because it could start others meanwhile.
    signal([this.pid], 'SIGSTOP');
    signal(childrenOf(this.pid), 'SIGSTOP');
  }

  thaw(): void {
    signal([...childrenOf(this.pid), this.pid], 'SIGCONT');
  }

  /** Stops the server at once after a signal to this process, because no other process would. */
  leave(): void {
    signal([this.pid], 'SIGQUIT');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Halts the server and removes its folder. */
  async stop(): Promise<void> {
    await this.halt();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function environment() {
  return { PATH: process.env['PATH'], LC_ALL: 'C' };
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // The process has ended since.
    }
  }
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

/** Returns an account that may read the programs but none of our files, because PostgreSQL refuses to run as root. */
export function withoutRoot(): Account {
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
