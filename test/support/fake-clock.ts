import type { Clock } from '../../server/platform/clock.ts';

interface Timer {
  at: number;
  callback: () => void;
}

/** A clock that goes on only when the test says so. */
export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>();
  readonly #perLook: number;
  readonly #early: number;
  #now: number;

  /**
   * @param options.perLook milliseconds that pass between two looks at the clock
   * @param options.early milliseconds that a timer calls back too soon, as real ones may by one
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
   * @param settled resolves when what the last timer began has ended
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

  /** Like a machine that slept: every timer whose time has come in between fires once, at the end. */
  async jump(milliseconds: number, settled: () => Promise<void>): Promise<void> {
    await settled();
    this.#now += milliseconds;
    await this.pass(0, settled);
  }
}
