import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { devNull } from 'node:os';
import { within } from '#base/time';
import { projectRoot } from '#server/config/environment.ts';
import { freePort } from '../../free-port.ts';
import { start } from '../../running-service.ts';
import { openLink, type Link } from './link.ts';

interface InstanceSettings {
  dataDir: string;
  /** The database's address, which this instance reaches through a link of its own. */
  databaseUrl: string;
  env: Record<string, string>;
  /** File that the log is appended to; null: none. */
  logFile: string | null;
}

/** A start that stays held would keep the soak from its end. */
const longestStartMs = 120_000;

/** A service in its own process, with its own data folder and database link. Each start has the same ports. */
export class Instance {
  /** 0 to 2. */
  readonly number: number;
  readonly dataDir: string;
  readonly link: Link;
  /** Known before the first start, because the other instances read it then. */
  readonly hookUrl: string;
  readonly lobbyUrl: string;
  readonly #env: Record<string, string>;
  readonly #log: number;
  #process: ChildProcess | undefined;

  private constructor(
    number: number,
    { dataDir, env, logFile }: InstanceSettings,
    link: Link,
    [hookPort, lobbyPort]: readonly string[],
  ) {
    this.number = number;
    this.dataDir = dataDir;
    this.link = link;
    const address = `http://127.0.0.1:${hookPort}`;
    this.hookUrl = `${address}/envoy/sign-in`;
    this.lobbyUrl = `http://127.0.0.1:${lobbyPort}`;
    this.#log = openSync(logFile ?? devNull, 'a');
    this.#env = {
      ...env,
      VESTIBULE_DATABASE_URL: link.url,
      VESTIBULE_HOOK_PORT: hookPort!,
      VESTIBULE_INSTANCE_ADDRESS: address,
      VESTIBULE_LOBBY_PORT: lobbyPort!,
    };
  }

  static async make(number: number, settings: InstanceSettings): Promise<Instance> {
    const ports = [await freePort(), await freePort()].map(String);
    return new Instance(number, settings, await openLink(settings.databaseUrl), ports);
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  get isRunning(): boolean {
    const child = this.#process;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** Resolves when the service is ready. @throws {Error} when it ends instead, or is not ready in time */
  async start(): Promise<void> {
    const onSpawn = (child: ChildProcess) => (this.#process = child);
    const started = start(this.dataDir, this.#env, [], projectRoot, onSpawn, this.#log);
    const running = await within(longestStartMs, started, null);
    if (!running?.hookUrl) throw new Error(`Instance ${this.number + 1} did not start.`);
  }

  /** Resolves with the exit code when the process has ended; null when the signal ended it. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#process;
    if (!child || !this.isRunning) return child?.exitCode ?? null;
    const exited = once(child, 'exit');
    child.kill(signal);
    const [code] = (await exited) as [number | null];
    return code;
  }

  /** Kills the process at once. */
  leave(): void {
    this.#process?.kill('SIGKILL');
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
