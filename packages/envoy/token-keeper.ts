import { rejectOnAbort, backOffMs, DeliveryError } from '#base/http';
import type { Token } from './call.ts';

interface TokenClock {
  now(): Date;
  /** Calls back once after so many milliseconds. Returns a function that cancels the call. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** A login that failed. */
export interface LoginFault {
  /** The code of a `DeliveryError`, or `internal`. */
  fault: string;
  /** Number of failed logins in a row. */
  attempts: number;
  nextTryInMs: number;
}

interface TokenKeeperDeps {
  login: (signal: AbortSignal) => Promise<Token>;
  clock: TokenClock;
  /** Called after each failed login. */
  onFault?: (fault: LoginFault) => void;
  /** Called after the first login that succeeds again. */
  onRecovered?: () => void;
  /** A random number from 0 to 1 for the back-off. */
  random?: () => number;
}

const tries = { firstMs: 2000, maxMs: 60 * 60_000 };
/** Pause before replacing a new token that Envoy refuses at once. */
const calmMs = 30_000;
/** Timers cannot run for longer than about 24 days. */
const maxWaitMs = 24 * 60 * 60_000;

/**
 * Keeps a valid token: fetches it at the start and renews it after three quarters of its life, in the background.
 * Callers get the present one.
 */
export class TokenKeeper {
  readonly #deps: TokenKeeperDeps;
  readonly #stopping = new AbortController();
  #held: { value: string; from: number; until: number } | null = null;
  #attempt: Promise<void> | null = null;
  #failures = 0;
  #fault = 'not_started';
  #cancelTimer = () => {};

  constructor(deps: TokenKeeperDeps) {
    this.#deps = deps;
  }

  /** Starts in the background. */
  start(): void {
    this.#renew();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#attempt;
    this.#cancelTimer();
  }

  /**
   * Returns the token at once if there is one. Otherwise waits for the running attempt and starts none itself.
   * @throws {DeliveryError} `no_token:` followed by the reason
   */
  async token(signal: AbortSignal): Promise<string> {
    if (!this.#isGood()) await Promise.race([this.#attempt, rejectOnAbort(signal)]);
    if (this.#held && this.#isGood()) return this.#held.value;
    throw new DeliveryError(`no_token:${this.#fault}`);
  }

  /** Reports that Envoy refused this token. A new one is fetched in the background. */
  noteRefusal(token: string): void {
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
    const { login, onFault, onRecovered, random = Math.random } = this.#deps;
    this.#cancelTimer();
    try {
      const { value, lifetimeMs } = await login(this.#stopping.signal);
      if (this.#failures > 0) onRecovered?.();
      const from = this.#now();
      this.#held = { value, from, until: from + lifetimeMs };
      this.#failures = 0;
      this.#renewIn(lifetimeMs * 0.75);
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      const { code, retryAfterMs = 0 } =
        error instanceof DeliveryError ? error : new DeliveryError('internal');
      this.#fault = code;
      this.#failures++;
      const waitMs = Math.max(backOffMs(this.#failures, random(), tries), retryAfterMs);
      onFault?.({ fault: code, attempts: this.#failures, nextTryInMs: waitMs });
      this.#renewIn(waitMs);
    }
  }

  #renewIn(ms: number): void {
    this.#cancelTimer();
    if (this.#stopping.signal.aborted) return;
    const wait = Math.max(1000, Math.min(ms, maxWaitMs));
    this.#cancelTimer = this.#deps.clock.after(wait, () => this.#renew());
  }

  #now(): number {
    return this.#deps.clock.now().getTime();
  }
}
