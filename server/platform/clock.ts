/** Time as the notifications know it. */
export interface Clock {
  now(): Date;
  /** Calls back once, after so many milliseconds. Returns how to call it off. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => new Date(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Does something now and again, each time so long after the last one has ended. */
export abstract class Repeating {
  readonly #clock: Clock;
  readonly #everyMs: number;
  #doing: Promise<void> = Promise.resolve();
  #cancel = () => {};
  #stopped = false;

  constructor({ clock, everyMs }: { clock: Clock; everyMs: number }) {
    this.#clock = clock;
    this.#everyMs = everyMs;
  }

  start(): void {
    this.#doing = this.once().then(() => {
      if (!this.#stopped) this.#cancel = this.#clock.after(this.#everyMs, () => this.start());
    });
  }

  /** Resolves when what is under way has ended. */
  async settled(): Promise<void> {
    await this.#doing;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#doing;
  }

  /** Never rejects, or it was the last time. */
  protected abstract once(): Promise<void>;
}
