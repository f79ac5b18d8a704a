/**
 * Runs something now and again, one run after the other: whoever asks while one is under way gets one
 * that begins after it, for what was read meanwhile may be old.
 */
export class AtATime {
  readonly #run: () => Promise<void>;
  readonly #onFault: (error: unknown) => void;
  #running: Promise<void> | undefined;
  #isWanted = false;

  constructor(run: () => Promise<void>, onFault: (error: unknown) => void) {
    this.#run = run;
    this.#onFault = onFault;
  }

  /** Returns at once. */
  ask(): void {
    this.#isWanted = true;
    this.#running ??= this.#work().finally(() => (this.#running = undefined));
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #work(): Promise<void> {
    while (this.#isWanted) {
      this.#isWanted = false;
      await this.#run().catch(this.#onFault);
    }
  }
}
