import { FakeClock } from './fake-clock.ts';

/** A clock that stands still until it is turned, and knows what is waited for. */
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

  /** Lets time pass, whatever goes on meanwhile. */
  turn(milliseconds: number): Promise<void> {
    return this.pass(milliseconds, async () => {});
  }

  /** Resolves when someone waits for exactly so many milliseconds from now. */
  async waitsFor(milliseconds: number): Promise<void> {
    while (![...this.#awaited].some(({ at }) => at === this.now().getTime() + milliseconds)) {
      await new Promise<void>((resolve) => this.#told.push(resolve));
    }
  }
}
