import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '#server/config/environment.ts';

/** The results of forged calls so far. */
export interface Forged {
  sent: number;
  /** Number of answers by status; 0 means that the connection was closed without an answer. */
  answers: Readonly<Record<string, number>>;
}

/** Sends forged calls from its own process, as many as possible, until it is stopped. */
export class Flood {
  readonly #process: ChildProcess;
  readonly #told = new EventEmitter<{ told: [] }>();
  readonly #exited: Promise<unknown>;
  #forged: Forged = { sent: 0, answers: {} };

  constructor(url: string) {
    const script = path.join(projectRoot, 'dist/lab/simulate/forge-calls.js');
    this.#process = spawn(process.execPath, [script, url], { stdio: ['pipe', 'pipe', 'inherit'] });
    // `close` comes after the last line of output; `exit` may come before.
    this.#exited = once(this.#process, 'close');
    createInterface(this.#process.stdout!).on('line', (line) => {
      this.#forged = JSON.parse(line) as Forged;
      this.#told.emit('told');
    });
  }

  /** Number of answers so far, precise to a few hundred. */
  get answered(): number {
    return Object.values(this.#forged.answers).reduce((sum, count) => sum + count, 0);
  }

  /** Resolves after this many answers. */
  async reaches(answered: number): Promise<void> {
    while (this.answered < answered) await once(this.#told, 'told');
  }

  /** Stops the flood after every call was answered. Does nothing when already stopped. @returns all results */
  async stop(): Promise<Forged> {
    this.#process.stdin!.end();
    await this.#exited;
    return this.#forged;
  }
}
