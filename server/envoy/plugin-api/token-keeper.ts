import type { Logger } from 'pino';
import { backOffMs } from '../../notify/back-off.ts';
import type { Clock } from '../../notify/clock.ts';
import { DeliveryFault } from '../../notify/destination.ts';
import type { Token } from './login.ts';

export interface TokenKeeperParts {
  login: (signal: AbortSignal) => Promise<Token>;
  clock: Clock;
  log: Logger;
  /** 0 to 1, for the back-off. */
  random?: () => number;
}

const tries = { firstMs: 2000, longestMs: 60 * 60_000 };
/** A new token that is refused at once does not get another new one at once. */
const calmMs = 30_000;
/** Timers cannot be set for longer than some 24 days. */
const longestWaitMs = 24 * 60 * 60_000;

/**
 * Keeps a token at hand: fetched at the start, renewed when three quarters of its life are over, and
 * all of that in the background. Whoever asks gets the one that is there.
 */
export class TokenKeeper {
  readonly #parts: TokenKeeperParts;
  readonly #stopping = new AbortController();
  #held: { value: string; from: number; until: number } | null = null;
  #attempt: Promise<void> | null = null;
  #failures = 0;
  #fault = 'not_started';
  #cancelTimer = () => {};

  constructor(parts: TokenKeeperParts) {
    this.#parts = parts;
  }

  /** Returns at once. */
  start(): void {
    this.#renew();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#attempt;
    this.#cancelTimer();
  }

  /**
   * The token, at once when there is one. When there is none yet, the attempt that is under way is
   * awaited; none is begun for it. @throws {DeliveryFault} `no_token:` and why there is none
   */
  async token(signal: AbortSignal): Promise<string> {
    if (!this.#isGood()) await Promise.race([this.#attempt, aborted(signal)]);
    if (this.#held && this.#isGood()) return this.#held.value;
    throw new DeliveryFault(`no_token:${this.#fault}`);
  }

  /** Envoy says that this token is not good. Another one is fetched in the background. */
  refused(token: string): void {
    if (this.#held?.value !== token) return;
    const { from } = this.#held;
    this.#held = null;
    this.#fault = 'token_refused';
    const calm = from + calmMs - this.#now();
    if (calm > 0) this.#renewIn(calm);
    else this.#renew();
  }

  #isGood(): boolean {
    return this.#held !== null && this.#now() < this.#held.until;
  }

  #renew(): void {
    this.#attempt ??= this.#fetch().finally(() => (this.#attempt = null));
  }

  async #fetch(): Promise<void> {
    const { login, log, random = Math.random } = this.#parts;
    this.#cancelTimer();
    try {
      const { value, lifetimeMs } = await login(this.#stopping.signal);
      if (this.#failures > 0) log.info('logged in at Envoy again');
      const from = this.#now();
      this.#held = { value, from, until: from + lifetimeMs };
      this.#failures = 0;
      this.#renewIn(lifetimeMs * 0.75);
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      const { code, retryAfterMs = 0 } =
        error instanceof DeliveryFault ? error : new DeliveryFault('internal');
      this.#fault = code;
      this.#failures++;
      const waitMs = Math.max(backOffMs(this.#failures, random(), tries), retryAfterMs);
      const about = { fault: code, attempts: this.#failures, nextTryInMs: waitMs };
      if (code === 'login_refused' && this.#failures === 1) {
        log.error(about, 'Envoy refuses the login: look at ENVOY_CLIENT_ID and the client secret');
      } else log.warn(about, 'no login at Envoy, will be tried again');
      this.#renewIn(waitMs);
    }
  }

  #renewIn(ms: number): void {
    this.#cancelTimer();
    if (this.#stopping.signal.aborted) return;
    const wait = Math.max(1000, Math.min(ms, longestWaitMs));
    this.#cancelTimer = this.#parts.clock.after(wait, () => this.#renew());
  }

  #now(): number {
    return this.#parts.clock.now().getTime();
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = () => reject(new DeliveryFault('timed_out'));
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}
