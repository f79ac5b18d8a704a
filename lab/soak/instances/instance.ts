import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { projectRoot } from '#server/config/environment.ts';
import { slowLink, type SlowLink } from '../../bench/slow-link.ts';
import { freePort } from '../../free-port.ts';

export interface InstanceSettings {
  /** 0 to 2. */
  number: number;
  dataDir: string;
  /** The database's address, which gives this instance its own connection. */
  databaseUrl: string;
  env: Record<string, string>;
  /** File that the log is appended to; null: none. */
  logFile: string | null;
}

/** A start that stays held would keep the soak from its end. */
const longestStartMs = 120_000;

/** A service in its own process, with its own data folder and database link. */
export class Instance {
  readonly number: number;
  readonly dataDir: string;
  readonly link: SlowLink;
  readonly #env: Record<string, string>;
  readonly #log: WriteStream | null;
  #child: ChildProcess | undefined;
  #hookUrl = '';
  #lobbyUrl = '';
  /** Number of starts. */
  starts = 0;

  private constructor({ number, dataDir, env, logFile }: InstanceSettings, link: SlowLink) {
    this.number = number;
    this.dataDir = dataDir;
    this.link = link;
    this.#log = logFile === null ? null : createWriteStream(logFile, { flags: 'a' });
    this.#env = {
      VESTIBULE_DATA_DIR: dataDir,
      ...env,
      VESTIBULE_DATABASE_URL: link.url,
    };
  }

  static async make(settings: InstanceSettings): Promise<Instance> {
    const instance = new Instance(settings, await slowLink(settings.databaseUrl, 0));
    // The other instances read it before the listener is open.
    instance.#hookUrl = `http://127.0.0.1:${await freePort()}/envoy/sign-in`;
    return instance;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get isRunning(): boolean {
    const child = this.#child;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  get hookUrl(): string {
    return this.#hookUrl;
  }

  /** The address without a final slash. */
  get lobbyUrl(): string {
    return this.#lobbyUrl;
  }

  /** Resolves when the service is ready; later starts keep the ports. @throws {Error} with its output */
  async start(): Promise<void> {
    const portOf = (url: string) => (url === '' ? '0' : new URL(url).port);
    const child = spawn(process.execPath, [path.join(projectRoot, 'dist/server/main.js')], {
      env: {
        PATH: process.env['PATH'],
        VESTIBULE_HOOK_PORT: portOf(this.#hookUrl),
        VESTIBULE_INSTANCE_ADDRESS: new URL(this.#hookUrl).origin,
        VESTIBULE_LOBBY_PORT: portOf(this.#lobbyUrl),
        ...this.#env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.starts++;
    const output: string[] = [];
    child.stderr.on('data', (bytes: Buffer) => {
      output.push(bytes.toString());
      this.#log?.write(bytes);
    });
    const lines = createInterface(child.stdout);
    await new Promise<void>((resolve, reject) => {
      const stuck = () => reject(new Error(`Instance ${this.number + 1} was not ready in time.`));
      const timer = setTimeout(stuck, longestStartMs);
      lines.on('line', (line) => {
        this.#log?.write(`${line}\n`);
        this.#hookUrl = /(http:\S+\/envoy\/sign-in)/.exec(line)?.[1] ?? this.#hookUrl;
        this.#lobbyUrl = /Lobby screen\s+(\S+)\//.exec(line)?.[1] ?? this.#lobbyUrl;
        if (!line.includes('  Policy ')) return;
        clearTimeout(timer);
        resolve();
      });
      child.once('error', reject);
      child.once('exit', () =>
        reject(new Error(`Instance ${this.number + 1} ended at its start: ${output.join('')}`)),
      );
    });
  }

  /** Resolves with the exit code when the process has ended; null when the signal ended it. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (!child || !this.isRunning) return child?.exitCode ?? null;
    const exited = once(child, 'exit');
    child.kill(signal);
    const [code] = (await exited) as [number | null];
    return code;
  }

  /** Kills the process at once. */
  leave(): void {
    this.#child?.kill('SIGKILL');
  }

  async close(): Promise<void> {
    this.leave();
    await this.link.close();
    this.#log?.end();
  }

  /** Whether the service reports that it can check a visitor now. */
  async isReady(): Promise<boolean> {
    if (!this.isRunning) return false;
    return fetch(`${this.lobbyUrl}/readyz`, { signal: AbortSignal.timeout(2000) }).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}
