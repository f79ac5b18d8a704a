import type { Timer } from '../../server/platform/clock.ts';

/** A clock for deadlines: real time, and what a test adds to it. */
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

  /** The time goes on; what is due is called by `ring`, as a busy event loop would call it later. */
  push(milliseconds: number): void {
    this.#pushed += milliseconds;
  }

  ring(): void {
    for (const [callback, at] of this.#waiting) {
      if (at <= this.now() && this.#waiting.delete(callback)) callback();
    }
  }
}
