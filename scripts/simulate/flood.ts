import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../../server/config/environment.ts';

/** What became of forged calls so far. */
export interface Forged {
  sent: number;
  /** How often each status was answered; 0 stands for a connection that was closed instead. */
  answers: Readonly<Record<string, number>>;
}

/** Forged calls from a process of its own, as many as it can send, until it is stopped. */
export class Flood {
  readonly #process: ChildProcess;
  readonly #told = new EventEmitter<{ told: [] }>();
  readonly #exited: Promise<unknown>;
  #forged: Forged = { sent: 0, answers: {} };

  constructor(url: string) {
    const script = path.join(projectRoot, 'dist/scripts/simulate/forge-calls.js');
    this.#process = spawn(process.execPath, [script, url], { stdio: ['pipe', 'pipe', 'inherit'] });
    // After its last line: `exit` can come before that.
    this.#exited = once(this.#process, 'close');
    createInterface(this.#process.stdout!).on('line', (line) => {
      this.#forged = JSON.parse(line) as Forged;
      this.#told.emit('told');
    });
  }

  /** How many were answered so far, to within some hundreds. */
  get answered(): number {
    return Object.values(this.#forged.answers).reduce((sum, count) => sum + count, 0);
  }

  /** Resolves when so many were answered. */
  async reaches(answered: number): Promise<void> {
    while (this.answered < answered) await once(this.#told, 'told');
  }

  /** Ends it when every call was answered; once it has ended, does nothing. @returns all of them */
  async stop(): Promise<Forged> {
    this.#process.stdin!.end();
    await this.#exited;
    return this.#forged;
  }
}
