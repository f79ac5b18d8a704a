import type { Timer } from '#server/platform/clock.ts';

/** A clock for deadlines: real time plus the time that a test adds. */
export class PushedTimer implements Timer {
  #pushed = 0;
  readonly #waiting = new Map<() => void, number>();

  now(): number {
    return performance.now() + this.#pushed;
  }

  after(milliseconds: number, callback: () => void): () => void {
    this.#waiting.set(callback, this.now() + milliseconds);
    return () => this.#waiting.delete(callback);
  }

  /** Adds time. Due timers fire only at `ring`, as on a busy event loop. */
  push(milliseconds: number): void {
    this.#pushed += milliseconds;
  }

  ring(): void {
    for (const [callback, at] of this.#waiting) {
      if (at <= this.now() && this.#waiting.delete(callback)) callback();
    }
  }
}
