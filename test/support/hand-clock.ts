import { FakeClock } from './fake-clock.ts';

/** A clock that only `turn` moves, and that knows the pending waits. */
export class HandClock extends FakeClock {
  readonly #awaited = new Set<{ at: number }>();
  #told: (() => void)[] = [];

  constructor() {
    super('2026-03-12T17:00:00Z');
  }

  override after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.now().getTime() + milliseconds };
    const cancel = super.after(milliseconds, () => {
      this.#awaited.delete(timer);
      callback();
    });
    this.#awaited.add(timer);
    for (const tell of this.#told.splice(0)) tell();
    return () => {
      this.#awaited.delete(timer);
      cancel();
    };
  }

  /** Lets time pass without waiting for other work. */
  turn(milliseconds: number): Promise<void> {
    return this.pass(milliseconds, async () => {});
  }

  /** Resolves when something waits for exactly this many milliseconds from now. */
  async waitsFor(milliseconds: number): Promise<void> {
    while (![...this.#awaited].some(({ at }) => at === this.now().getTime() + milliseconds)) {
      await new Promise<void>((resolve) => this.#told.push(resolve));
    }
  }
}
