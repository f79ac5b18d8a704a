import { setImmediate, setTimeout as pause } from 'node:timers/promises';

interface Limits {
  /** Running pieces of work, in total and per owner. */
  atOnce: number;
  ofOneOwner: number;
  /** Waiting pieces of work; further ones are refused. */
  waiting: number;
}

/** Too much work is already waiting. */
export class QueueFullError extends Error {}

/** A queue for work that no visitor waits for: few pieces at once, in the order of arrival. */
export class BoundedQueue {
  readonly #limits: Limits;
  readonly #running = new Map<string, number>();
  #line: { owner: string; start: () => void }[] = [];

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get isFull(): boolean {
    return this.#line.length >= this.#limits.waiting;
  }

  /**
   * Resolves when the work may begin, with a function to call at its end; a second call of that does nothing.
   * @throws {QueueFullError}
   */
  async enter(owner: string): Promise<() => void> {
    if (this.#mayStart(owner)) this.#count(owner, 1);
    else if (this.isFull) throw new QueueFullError('Too much work waits.');
    else await new Promise<void>((start) => this.#line.push({ owner, start }));
    let isDone = false;
    return () => {
      if (isDone) return;
      isDone = true;
      this.#count(owner, -1);
      this.#startNext();
    };
  }

  #startNext(): void {
    const next = this.#line.find(({ owner }) => this.#mayStart(owner));
    if (!next) return;
    this.#line = this.#line.filter((one) => one !== next);
    // Counts the next piece now, so that a call in between does not take its place.
    this.#count(next.owner, 1);
    next.start();
  }

  #mayStart(owner: string): boolean {
    const all = [...this.#running.values()].reduce((sum, count) => sum + count, 0);
    const { atOnce, ofOneOwner } = this.#limits;
    return all < atOnce && (this.#running.get(owner) ?? 0) < ofOneOwner;
  }

  #count(owner: string, change: 1 | -1): void {
    const count = (this.#running.get(owner) ?? 0) + change;
    if (count === 0) this.#running.delete(owner);
    else this.#running.set(owner, count);
  }
}

/** Pause between two short pieces of work, which then use a tenth of the time. */
const restMs = 40;

/** Await this between small pieces of work: everything else runs first, and even more so while a sign-in is held. */
export type YieldToSignIns = () => Promise<void>;

export function yieldToSignIns(isAnyoneHeld: () => boolean): YieldToSignIns {
  return async () => {
    await setImmediate();
    if (isAnyoneHeld()) await pause(restMs);
  };
}
/**
 * Runs a function on request, one run after the other. A request during a run causes another run, because the present
 * run may have read old data.
 */
export class CoalescingRunner {
  readonly #run: () => Promise<void>;
  readonly #onFault: (error: unknown) => void;
  #running: Promise<void> | undefined;
  #isWanted = false;

  constructor(run: () => Promise<void>, onFault: (error: unknown) => void) {
    this.#run = run;
    this.#onFault = onFault;
  }

  /** Returns at once. */
  request(): void {
    this.#isWanted = true;
    this.#running ??= this.#work().finally(() => (this.#running = undefined));
  }

  /** Resolves when nothing is running. */
  async settle(): Promise<void> {
    await this.#running;
  }

  async #work(): Promise<void> {
    while (this.#isWanted) {
      this.#isWanted = false;
      await this.#run().catch(this.#onFault);
    }
  }
}

/** Runs a function for frequent changes: soon after a request, with a minimum pause between runs. */
export class ThrottledRunner {
  readonly #everyMs: number;
  readonly #running: CoalescingRunner;
  #timer: NodeJS.Timeout | undefined;
  #lastAt = -Infinity;

  constructor(everyMs: number, run: () => Promise<void>, onFault: (error: unknown) => void) {
    this.#everyMs = everyMs;
    this.#running = new CoalescingRunner(run, onFault);
  }

  /** @param isUrgent ignores the pause since the last run */
  request(isUrgent = false): void {
    if (isUrgent) return this.#run();
    const waitMs = this.#lastAt + this.#everyMs - performance.now();
    this.#timer ??= setTimeout(() => this.#run(), Math.max(0, waitMs)).unref();
  }

  /** Cancels pending requests. Resolves when nothing is running. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#running.settle();
  }

  #run(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#lastAt = performance.now();
    this.#running.request();
  }
}
