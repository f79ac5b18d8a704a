import type { PendingCapture } from './pending-capture.ts';

/**
 * The captures of one kiosk in their order; the first one has the camera. Without an answer in time, Envoy lets the
 * visitor in, so sign-ins go first. An enrolment can resume later.
 */
export class CaptureLine {
  readonly #captures: PendingCapture[] = [];

  get first(): PendingCapture | undefined {
    return this.#captures[0];
  }

  get length(): number {
    return this.#captures.length;
  }

  [Symbol.iterator](): IterableIterator<PendingCapture> {
    return [...this.#captures].values();
  }

  /** @returns the captures that it goes before, although they came earlier */
  join(capture: PendingCapture): PendingCapture[] {
    const yielding = this.#captures.filter((other) => !capture.mayWait && other.mayWait);
    const [first] = yielding;
    this.#captures.splice(first ? this.#captures.indexOf(first) : this.length, 0, capture);
    return yielding;
  }

  leave(capture: PendingCapture): void {
    this.#captures.splice(this.#captures.indexOf(capture), 1);
  }

  /**
   * Puts a sign-in at which nobody has stepped up behind the other sign-ins.
   * @returns false, without a change, where none of them has a claim to the camera
   */
  yield(capture: PendingCapture): boolean {
    if (capture.mayWait) return false;
    const others = this.#captures.filter((other) => other !== capture && !other.mayWait);
    if (!others.some((other) => capture.yieldsTo(other))) return false;
    this.leave(capture);
    this.#captures.splice(this.#captures.indexOf(others.at(-1)!) + 1, 0, capture);
    return true;
  }
}
