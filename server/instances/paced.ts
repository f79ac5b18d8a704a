import { AtATime } from './at-a-time.ts';

/** Runs something for what changes often: soon after it was asked for, and no sooner than that again. */
export class Paced {
  readonly #everyMs: number;
  readonly #running: AtATime;
  #timer: NodeJS.Timeout | undefined;
  #lastAt = -Infinity;

  constructor(everyMs: number, run: () => Promise<void>, onFault: (error: unknown) => void) {
    this.#everyMs = everyMs;
    this.#running = new AtATime(run, onFault);
  }

  /** @param isUrgent without regard to when it ran last */
  ask(isUrgent = false): void {
    if (isUrgent) return this.#run();
    const waitMs = this.#lastAt + this.#everyMs - performance.now();
    this.#timer ??= setTimeout(() => this.#run(), Math.max(0, waitMs)).unref();
  }

  /** What is asked for is not run any more. Resolves when nothing is under way. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#running.settled();
  }

  #run(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#lastAt = performance.now();
    this.#running.ask();
  }
}
