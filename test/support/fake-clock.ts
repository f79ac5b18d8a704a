import type { Clock } from '#server/platform/clock.ts';

interface Timer {
  at: number;
  callback: () => void;
}

/** A clock that only the test moves. */
export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>();
  readonly #perLook: number;
  readonly #early: number;
  #now: number;

  /**
   * @param options.perLook milliseconds that pass between two readings of the clock
   * @param options.early milliseconds by which a timer fires too soon; real timers may be one early
   */
  constructor(start: string, { perLook = 0, early = 0 } = {}) {
    this.#now = Date.parse(start);
    this.#perLook = perLook;
    this.#early = early;
  }

  now(): Date {
    this.#now += this.#perLook;
    return new Date(this.#now);
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.#now + milliseconds - this.#early, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /**
   * Lets time pass, from one timer to the next.
   * @param settled resolves when the work of the last timer has ended
   */
  async pass(milliseconds: number, settled: () => Promise<void>): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      await settled();
      const [next] = [...this.#timers].sort((a, b) => a.at - b.at);
      if (!next || next.at > end) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = Math.max(this.#now, end);
  }

  /** Jumps like a machine after sleep: every timer that is due fires once, at the end. */
  async jump(milliseconds: number, settled: () => Promise<void>): Promise<void> {
    await settled();
    this.#now += milliseconds;
    await this.pass(0, settled);
  }
}
