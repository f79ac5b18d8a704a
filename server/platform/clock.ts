import { setTimeout as pause } from 'node:timers/promises';

/** The time of day, which an operator or NTP may set back. */
export interface Clock {
  now(): Date;
  /** Calls back once after so many milliseconds. Returns a function that cancels the call. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => new Date(),
  after,
};

/** The clock for deadlines: it never goes back. */
export interface Timer {
  /** Milliseconds, like `performance.now()`. */
  now(): number;
  /** Calls back once after so many milliseconds. Returns a function that cancels the call. */
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
 * Resolves with the promise's result, or with `late` after so many milliseconds.
 * @throws what the promise rejects with in time; later results are ignored
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
 * Runs the work after so many milliseconds, and again that long after each end.
 * @param work must not reject: a rejection ends the repetition
 * @param first the same work, already running; the first pause begins at its end
 * @returns a function that stops, and waits for running work
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

/** Runs its work at once, and again a fixed time after each end. */
export abstract class PeriodicTask {
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #isLeader: () => Promise<boolean>;
  #doing: Promise<void> = Promise.resolve();
  #stopRepeating = async () => {};

  /** @param isLeader called before each run; false while another instance does the work. Default: true */
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

  /** Another instance has the lead, so earlier results are outdated. */
  protected onNotLeader(): void {}

  /** Resolves when the running work has ended. */
  async settled(): Promise<void> {
    await this.#doing;
  }

  async stop(): Promise<void> {
    await this.#stopRepeating();
    await this.#doing;
  }

  /** Must not reject: a rejection ends the repetition. */
  protected abstract once(): Promise<void>;
}
