import type { Logger } from 'pino';
import { aborted, DeliveryError, backOffMs } from '../../../packages/http-calls/index.ts';
import type { Clock } from '../../platform/clock.ts';
import { call, type Token } from './call.ts';

/** The used calls of Envoy's plugin API. Each makes one try; the caller retries. */
export interface PluginApi {
  /** Tells Envoy the purpose of this install. @throws {DeliveryError} */
  registerPurpose(installId: string, signal: AbortSignal): Promise<void>;
  /** Updates the visitor log's entry of a job; idempotent. @throws {DeliveryError} */
  updateJob(jobId: string, update: JobUpdate, signal: AbortSignal): Promise<void>;
}

interface JobUpdate {
  status: 'done' | 'ignored' | 'failed';
  status_message: string;
  attachments: readonly object[];
}

interface Deps {
  /** Without a trailing slash. */
  baseUrl: string;
  tokens: TokenKeeper;
  answerTimeoutMs?: number;
}

const services = '/api/v2/plugin-services';
const mediaType = 'application/vnd.api+json';

export function createPluginApi({ baseUrl, tokens, ...limits }: Deps): PluginApi {
  const send = async (
    method: 'PUT' | 'PATCH',
    path: string,
    body: unknown,
    signal: AbortSignal,
  ): Promise<void> => {
    const token = await tokens.token(signal);
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': mediaType,
      accept: mediaType,
    };
    try {
      await call({ method, url: baseUrl + services + path, headers, body, signal, ...limits });
    } catch (error) {
      if (!(error instanceof DeliveryError) || error.code !== 'http_401') throw error;
      tokens.refused(token);
      // Another token may succeed.
      throw new DeliveryError('token_refused');
    }
  };
  return {
    registerPurpose: (installId, signal) =>
      send(
        'PUT',
        `/installs/${encodeURIComponent(installId)}/purpose`,
        { purpose: 'identity-verification' },
        signal,
      ),
    updateJob: (jobId, update, signal) =>
      send('PATCH', `/jobs/${encodeURIComponent(jobId)}`, update, signal),
  };
}

export interface TokenKeeperDeps {
  login: (signal: AbortSignal) => Promise<Token>;
  clock: Clock;
  log: Logger;
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
    if (!this.#isGood()) await Promise.race([this.#attempt, aborted(signal)]);
    if (this.#held && this.#isGood()) return this.#held.value;
    throw new DeliveryError(`no_token:${this.#fault}`);
  }

  /** Reports that Envoy refused this token. A new one is fetched in the background. */
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
    const { login, log, random = Math.random } = this.#deps;
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
        error instanceof DeliveryError ? error : new DeliveryError('internal');
      this.#fault = code;
      this.#failures++;
      const waitMs = Math.max(backOffMs(this.#failures, random(), tries), retryAfterMs);
      const about = { fault: code, attempts: this.#failures, nextTryInMs: waitMs };
      if (code === 'login_refused' && this.#failures === 1) {
        log.error(about, 'Envoy refuses the login: look at ENVOY_CLIENT_ID and the client secret');
      } else log.warn(about, 'login at Envoy failed, retrying');
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
