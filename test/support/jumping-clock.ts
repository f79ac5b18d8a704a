/**
 * Sets this process's clock ahead or back, for `Date.now()` and `new Date()`, as an operator or a time service does.
 * `performance.now()` and timers are unaffected, as in reality.
 */
export class JumpingClock {
  readonly #real = globalThis.Date;
  #ahead = 0;

  constructor() {
    const now = () => this.#real.now() + this.#ahead;
    // Dates from before, or from another thread, stay instances, because the class behind the proxy is the same.
    globalThis.Date = new Proxy(this.#real, {
      construct: (real, args) =>
        Reflect.construct(real, args.length === 0 ? [now()] : args) as Date,
      apply: (real) => new real(now()).toString(),
      get: (real, name): unknown => (name === 'now' ? now : Reflect.get(real, name)),
    });
  }

  /** Sets the offset from the true time, not from an earlier setting. */
  set({ hoursAhead }: { hoursAhead: number }): void {
    this.#ahead = hoursAhead * 3_600_000;
  }

  /** The true time, as another machine's clock shows it. */
  trueTime(): Date {
    return new this.#real();
  }

  restore(): void {
    globalThis.Date = this.#real;
  }
}
