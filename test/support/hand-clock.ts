import type { Clock } from '../../server/notify/clock.ts';

interface Timer {
  at: number;
  callback: () => void;
}

/** A clock that stands still until it is turned. */
export class HandClock implements Clock {
  #now = Date.parse('2026-03-12T17:00:00Z');
  #timers: Timer[] = [];
  #told: (() => void)[] = [];

  now(): Date {
    return new Date(this.#now);
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.#now + milliseconds, callback };
    this.#timers.push(timer);
    for (const tell of this.#told.splice(0)) tell();
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Lets time pass, and calls whoever waits for it, the earliest first. */
  turn(milliseconds: number): void {
    const until = this.#now + milliseconds;
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = until;
  }

  /** Resolves when somebody waits for exactly so many milliseconds from now. */
  async waitsFor(milliseconds: number): Promise<void> {
    while (!this.#timers.some(({ at }) => at === this.#now + milliseconds)) {
      await new Promise<void>((resolve) => this.#told.push(resolve));
    }
  }
}
