import { setImmediate, setTimeout as pause } from 'node:timers/promises';

interface Limits {
  /** Pieces of work at once, and of these one owner's. */
  atOnce: number;
  ofOneOwner: number;
  /** That wait; more are turned away. */
  waiting: number;
}

/** Too much work waits already. */
export class QueueFullError extends Error {}

/** Work for which no one waits at the door: little of it at once, in the order of asking. */
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
   * Resolves when it may begin, with what is to be called at its end; a second call does nothing.
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
    // Counted here, so that a call in between does not take its place.
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

/** Between two pieces of work of some milliseconds: a tenth of the time is enough for it then. */
const restMs = 40;

/** To be awaited between small pieces of work: everything else comes first, and more so while someone is held. */
export type YieldToSignIns = () => Promise<void>;

export function yieldToSignIns(isAnyoneHeld: () => boolean): YieldToSignIns {
  return async () => {
    await setImmediate();
    if (isAnyoneHeld()) await pause(restMs);
  };
}
/**
 * Runs something now and again, one run after the other. A call during a run gets one that begins after it, because
 * the data of the present run may be old.
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

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #work(): Promise<void> {
    while (this.#isWanted) {
      this.#isWanted = false;
      await this.#run().catch(this.#onFault);
    }
  }
}

/** Runs something for what changes often: soon after it was asked for, and no sooner than that again. */
export class ThrottledRunner {
  readonly #everyMs: number;
  readonly #running: CoalescingRunner;
  #timer: NodeJS.Timeout | undefined;
  #lastAt = -Infinity;

  constructor(everyMs: number, run: () => Promise<void>, onFault: (error: unknown) => void) {
    this.#everyMs = everyMs;
    this.#running = new CoalescingRunner(run, onFault);
  }

  /** @param isUrgent without regard to when it ran last */
  request(isUrgent = false): void {
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
    this.#running.request();
  }
}
