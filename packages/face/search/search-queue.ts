/** Searches run in parallel. A change waits for the running searches, and then runs alone. */
export class SearchQueue {
  #searching = 0;
  #changing: Promise<void> | null = null;
  #onIdle: (() => void) | null = null;

  async search<T>(work: () => Promise<T>): Promise<T> {
    while (this.#changing) await this.#changing;
    this.#searching++;
    try {
      return await work();
    } finally {
      if (--this.#searching === 0) this.#onIdle?.();
    }
  }

  /** Runs one change at a time. */
  async change(work: () => void): Promise<void> {
    let end = () => {};
    this.#changing = new Promise((resolve) => (end = resolve));
    try {
      if (this.#searching > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve));
      work();
    } finally {
      this.#onIdle = null;
      this.#changing = null;
      end();
    }
  }
}
