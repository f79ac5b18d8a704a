const turnMs = 250;
/** A loop that turns more seldom has left calls unread. */
const blockedMs = 1000;
/** What had piled up by then is read within it. */
const catchingUpMs = 2000;

/**
 * Knows how old a call can be that is read now. A call waits in the kernel while this process is started,
 * stopped or busy, and is read as if it came that moment; whoever sent it has been waiting all the same.
 */
export class LoopWatch {
  #turnedAt = performance.now();
  /** A call may be as old as this until what had piled up is read. */
  #since = this.#turnedAt;
  #caughtUpAt = this.#turnedAt;
  readonly #timer = setInterval(() => {
    this.#look();
    this.#turnedAt = performance.now();
  }, turnMs);

  /** @param isHandedOver calls may have waited in the socket since before this process was there */
  constructor(isHandedOver: boolean) {
    if (isHandedOver) {
      this.#since = -Infinity;
      this.#caughtUpAt += catchingUpMs;
    }
    this.#timer.unref();
  }

  /** When a call that is read now may have arrived, at the earliest; on the clock of `performance.now()`. */
  earliest(): number {
    const now = this.#look();
    return now < this.#caughtUpAt ? this.#since : now;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): number {
    const now = performance.now();
    if (now - this.#turnedAt > blockedMs) {
      if (this.#turnedAt >= this.#caughtUpAt) this.#since = this.#turnedAt;
      this.#caughtUpAt = now + catchingUpMs;
    }
    return now;
  }
}
