import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Test } from 'tap';
import { secret } from '../../lab/running-service.ts';
import { freePort } from '../../lab/free-port.ts';
import { heldSignIn, sendSigned, type HookAnswer } from '../../lab/simulate/held-sign-in.ts';
import { projectRoot } from '#server/config/environment.ts';

/** The service's own process during its start, before and after a failure. */
export class StartingService {
  readonly origin: string;
  readonly #process: ChildProcess;
  readonly #lines: string[] = [];
  #hear: () => void = () => {};
  #isOver = false;

  /** @param before a command that becomes the service, with its arguments, like `unshare` */
  static async begin(
    t: Test,
    dataDir: string,
    env: NodeJS.ProcessEnv = {},
    before: readonly string[] = [],
  ) {
    const service = new StartingService(dataDir, await freePort(), env, before);
    t.teardown(() => service.end('SIGKILL'));
    return service;
  }

  private constructor(
    dataDir: string,
    port: number,
    env: NodeJS.ProcessEnv,
    before: readonly string[],
  ) {
    this.origin = `http://127.0.0.1:${port}`;
    const main = [process.execPath, path.join(projectRoot, 'dist/server/main.js')];
    const [command = '', ...args] = [...before, ...main];
    this.#process = spawn(command, args, {
      env: {
        PATH: process.env['PATH'],
        VESTIBULE_DATA_DIR: dataDir,
        VESTIBULE_HOOK_PORT: String(port),
        VESTIBULE_LOBBY_PORT: '0',
        ENVOY_CLIENT_SECRET: secret,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#process.stdout!, this.#process.stderr!]) {
      createInterface(stream).on('line', (line) => {
        this.#lines.push(line);
        this.#hear();
      });
    }
    // Not at `exit`, because the last output may not be read by then.
    this.#process.once('close', () => {
      this.#isOver = true;
      this.#hear();
    });
  }

  /** Waits for a line. The test's own time is the limit. */
  async said(pattern: RegExp): Promise<string> {
    for (;;) {
      const line = this.#lines.find((each) => pattern.test(each));
      if (line !== undefined) return line;
      if (this.#isOver) throw new Error(`It ended: ${this.#lines.join('\n')}`);
      await new Promise<void>((resolve) => (this.#hear = resolve));
    }
  }

  /** @throws when nothing answers, in which case Envoy lets the visitor in */
  signIn(jobId: string, name = 'Ada Example'): Promise<HookAnswer> {
    const body = JSON.stringify(heldSignIn({ name, jobId }));
    return sendSigned(`${this.origin}/envoy/sign-in`, secret, body);
  }

  post(route: string, body: object, by = secret): Promise<HookAnswer> {
    return sendSigned(`${this.origin}/envoy/${route}`, by, JSON.stringify(body));
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** All lines so far. */
  get text(): string {
    return this.#lines.join('\n');
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    const { exitCode, signalCode } = this.#process;
    if (exitCode === null && signalCode === null) {
      const exited = once(this.#process, 'exit');
      this.#process.kill(signal);
      await exited;
    }
    return this.#process.exitCode;
  }
}
