import { after } from '#base/time';

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
  async settle(): Promise<void> {
    await this.#doing;
  }

  async stop(): Promise<void> {
    await this.#stopRepeating();
    await this.#doing;
  }

  /** Must not reject: a rejection ends the repetition. */
  protected abstract once(): Promise<void>;
}
