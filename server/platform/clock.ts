import { setTimeout as pause } from 'node:timers/promises';

/** The time of day, which an operator or a time service may set back. */
export interface Clock {
  now(): Date;
  /** Calls back once, after so many milliseconds. Returns how to call it off. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => new Date(),
  after,
};

/** The clock that deadlines are on: it only goes forwards. */
export interface Timer {
  /** Milliseconds, as `performance.now()`. */
  now(): number;
  /** Calls back once, after so many milliseconds. Returns how to call it off. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const systemTimer: Timer = {
  now: () => performance.now(),
  after,
};

function after(milliseconds: number, callback: () => void): () => void {
  const timer = setTimeout(callback, milliseconds);
  return () => clearTimeout(timer);
}

/**
 * What the promise resolves with, or `late` when that takes longer than so many milliseconds.
 * @throws what the promise rejects with in time; what comes of it later is passed over
 */
export async function within<T, L>(
  milliseconds: number,
  promise: Promise<T>,
  late: L,
  timer: Pick<Timer, 'after'> = systemTimer,
): Promise<T | L> {
  let cancel = () => {};
  const timeout = new Promise<L>((resolve) => {
    cancel = timer.after(Math.max(0, milliseconds), () => resolve(late));
  });
  return Promise.race([promise, timeout]).finally(cancel);
}

/**
 * Retries the work until it succeeds. Each pause is twice as long as the one before, up to the longest.
 * @param options.onFault called after each failed try, with the pause that follows; rethrows a fault that remains
 * @throws what `onFault` throws; the last fault once the signal is aborted
 */
export async function retry<T>(
  work: () => Promise<T>,
  options: {
    firstMs: number;
    maxMs: number;
    onFault: (error: unknown, pauseMs: number) => void;
    signal?: AbortSignal;
  },
): Promise<T> {
  const { firstMs, maxMs, onFault, signal } = options;
  for (let pauseMs = firstMs; ; pauseMs = Math.min(2 * pauseMs, maxMs)) {
    try {
      return await work();
    } catch (error) {
      if (signal?.aborted) throw error;
      onFault(error, pauseMs);
      await pause(pauseMs, undefined, { signal }).catch(() => {});
      if (signal?.aborted) throw error;
    }
  }
}

/**
 * Does the work after so many milliseconds, and again so long after it has ended.
 * @param work never rejects, or that was the last time
 * @param first the same work under way; the time counts from its end
 * @returns how to stop, which waits for work under way
 */
export function repeat(
  everyMs: number,
  work: () => Promise<void>,
  clock: Pick<Clock, 'after'> = systemClock,
  first: Promise<void> | null = null,
): () => Promise<void> {
  let doing = first ?? Promise.resolve();
  let isStopped = false;
  let cancel = () => {};
  const wait = () => {
    if (isStopped) return;
    cancel = clock.after(everyMs, () => {
      doing = work().then(wait);
    });
  };
  if (first) void first.then(wait);
  else wait();
  return async () => {
    isStopped = true;
    cancel();
    await doing;
  };
}

/** Does something at once, and again each time so long after the last one has ended. */
export abstract class PeriodicTask {
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #isLeader: () => Promise<boolean>;
  #doing: Promise<void> = Promise.resolve();
  #stopRepeating = async () => {};

  /** @param isLeader asked each time; false while another instance does it. Default: it is ours */
  constructor({
    clock,
    everyMs,
    isLeader = async () => true,
  }: {
    clock: Clock;
    everyMs: number;
    isLeader?: () => Promise<boolean>;
  }) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#isLeader = isLeader;
  }

  start(): void {
    this.#doing = this.#runIfLeader();
    const again = () => (this.#doing = this.#runIfLeader());
    this.#stopRepeating = repeat(this.#everyMs, again, this.#clock, this.#doing);
  }

  async #runIfLeader(): Promise<void> {
    if (await this.#isLeader()) await this.once();
    else this.onNotLeader();
  }

  /** What was found before says nothing any more. */
  protected onNotLeader(): void {}

  /** Resolves when what is under way has ended. */
  async settled(): Promise<void> {
    await this.#doing;
  }

  async stop(): Promise<void> {
    await this.#stopRepeating();
    await this.#doing;
  }

  /** Never rejects, or it was the last time. */
  protected abstract once(): Promise<void>;
}
