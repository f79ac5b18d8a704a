import type { Timer } from '../platform/clock.ts';
import type { PendingCapture } from './pending-capture.ts';

/** Captures whose kiosks are all away. Each waits for one of them until the grace time is over. */
export class UnplacedCaptures {
  readonly #timer: Timer;
  readonly #graceMs: number;
  /** Each capture, with a function that cancels its timer. */
  readonly #waiting = new Map<PendingCapture, () => void>();

  constructor(timer: Timer, graceMs: number) {
    this.#timer = timer;
    this.#graceMs = graceMs;
  }

  add(capture: PendingCapture): void {
    const cancel = this.#timer.after(this.#graceMs, () => capture.end('kiosk_offline'));
    this.#waiting.set(capture, cancel);
    capture.onEnd(() => this.#remove(capture));
  }

  /** Removes the captures that a kiosk can take, one after the other. */
  *take(canTake: (capture: PendingCapture) => boolean): Generator<PendingCapture> {
    for (const capture of this.#waiting.keys()) {
      if (!canTake(capture)) continue;
      this.#remove(capture);
      yield capture;
    }
  }

  /** Ends all of them as `aborted`. */
  abort(): void {
    for (const capture of this.#waiting.keys()) capture.end('aborted');
  }

  #remove(capture: PendingCapture): void {
    this.#waiting.get(capture)?.();
    this.#waiting.delete(capture);
  }
}
