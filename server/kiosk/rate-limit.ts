import { BadMessage } from './bad-message.ts';

interface Rate {
  perSecond: number;
  /** How many may come at once after a silence. */
  atOnce: number;
}

/** So many of a kind of message, some of them at once: what leaks out of a bucket may be filled in. */
export class RateLimit {
  readonly #what: string;
  readonly #rate: Rate;
  readonly #now: () => number;
  #left: number;
  #at: number;

  /** @param now milliseconds of a clock that does not jump */
  constructor(what: string, rate: Rate, now: () => number = () => performance.now()) {
    this.#what = what;
    this.#rate = rate;
    this.#now = now;
    this.#left = rate.atOnce;
    this.#at = now();
  }

  /** Counts one of them. @throws {BadMessage} when it is one too many */
  count(): void {
    const { perSecond, atOnce } = this.#rate;
    const now = this.#now();
    this.#left = Math.min(atOnce, this.#left + ((now - this.#at) * perSecond) / 1000);
    this.#at = now;
    if (this.#left < 1) throw new BadMessage(`too many ${this.#what}`);
    this.#left--;
  }
}
