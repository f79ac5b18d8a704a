/**
 * Sets this process's clock ahead or back, for `Date.now()` and `new Date()` alike, as an operator or a
 * time service does. `performance.now()` and timers go on as they do then.
 */
export class JumpingClock {
  readonly #real = globalThis.Date;
  #ahead = 0;

  constructor() {
    const now = () => this.#real.now() + this.#ahead;
    // Dates made before, or by another thread, stay dates: it is the same class behind it.
    globalThis.Date = new Proxy(this.#real, {
      construct: (real, args) =>
        Reflect.construct(real, args.length === 0 ? [now()] : args) as Date,
      apply: (real) => new real(now()).toString(),
      get: (real, name): unknown => (name === 'now' ? now : Reflect.get(real, name)),
    });
  }

  /** From the true time, not from where the clock was set before. */
  set({ hoursAhead }: { hoursAhead: number }): void {
    this.#ahead = hoursAhead * 3_600_000;
  }

  /** What the clock of someone else says. */
  trueTime(): Date {
    return new this.#real();
  }

  restore(): void {
    globalThis.Date = this.#real;
  }
}
