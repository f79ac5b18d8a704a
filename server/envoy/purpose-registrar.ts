import type { Logger } from 'pino';
import { backOffMs, DeliveryError } from '#base/http';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../store/schema.ts';
import {
  installsToRegister,
  notePurpose,
  retryRefused,
  type EnvoyInstallRow,
} from '../store/tables/kiosks.ts';
import { type PluginApi } from '#envoy';

export interface PurposeRegistrarDeps {
  db: Db;
  api: Pick<PluginApi, 'registerPurpose'>;
  clock: Clock;
  log: Logger;
  /** A random number from 0 to 1 for the back-off. */
  random?: () => number;
}

const tries = { firstMs: 5000, maxMs: 60 * 60_000 };
/**
 * Retries after a refusal by Envoy. The first try runs during the setup step, when Envoy may not know the install yet.
 * Envoy does not report what an administrator allows later.
 */
const triesWhenRefused = { firstMs: 60_000, maxMs: 6 * 60 * 60_000 };
const lookEveryMs = 60 * 60_000;
const answerTimeoutMs = 30_000;

/**
 * Registers each install's purpose with Envoy, in the background and with retries. Pending work is in the database.
 * Not needed if the app was made as a feature hook.
 */
export class PurposeRegistrar {
  readonly #deps: PurposeRegistrarDeps;
  readonly #stopping = new AbortController();
  #round: Promise<void> = Promise.resolve();
  #cancelTimer = () => {};

  constructor(deps: PurposeRegistrarDeps) {
    this.#deps = deps;
  }

  /** Continues the work of an earlier process and retries refused purposes at once. */
  async start(): Promise<void> {
    const { db, clock } = this.#deps;
    await retryRefused(db, clock.now());
    this.wake();
  }

  /** Starts registering due purposes. Returns at once. */
  wake(): void {
    this.#round = this.#round.then(() => this.#registerDue());
  }

  /** Resolves when every due purpose has been tried. */
  settle(): Promise<void> {
    return this.#round;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.settle();
    this.#cancelTimer();
  }

  async #registerDue(): Promise<void> {
    const { db, clock, log } = this.#deps;
    this.#cancelTimer();
    try {
      for (const install of await installsToRegister(db)) {
        if (this.#stopping.signal.aborted) return;
        if (install.purposeDueAt <= clock.now()) await this.#register(install);
      }
      await this.#setTimer();
    } catch (error) {
      log.error({ fault: (error as Error).name }, 'installs cannot be read');
      this.#wakeIn(lookEveryMs);
    }
  }

  async #register(install: EnvoyInstallRow): Promise<void> {
    const { db, api, clock, log } = this.#deps;
    const installId = install.installId;
    try {
      const within = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(answerTimeoutMs)]);
      await api.registerPurpose(installId, within);
    } catch (error) {
      // A try that the end of the process interrupted says nothing about Envoy.
      if (!this.#stopping.signal.aborted) await this.#noteFault(install, error);
      return;
    }
    const now = clock.now();
    await notePurpose(db, install, { state: 'registered', fault: null, triedAt: now, dueAt: now });
    log.info({ installId }, 'purpose registered with Envoy');
  }

  async #noteFault(install: EnvoyInstallRow, error: unknown): Promise<void> {
    const { db, clock, log, random = Math.random } = this.#deps;
    const {
      code,
      permanent,
      retryAfterMs = 0,
    } = error instanceof DeliveryError ? error : new DeliveryError('internal');
    const attempts = install.purposeAttempts + 1;
    const waitMs = Math.max(
      backOffMs(attempts, random(), permanent ? triesWhenRefused : tries),
      retryAfterMs,
    );
    const now = clock.now();
    await notePurpose(db, install, {
      state: permanent ? 'refused' : 'pending',
      fault: code,
      triedAt: now,
      dueAt: new Date(now.getTime() + waitMs),
    });
    const about = { installId: install.installId, fault: code, attempts, nextTryInMs: waitMs };
    // Reports a refusal once, not every few hours.
    if (permanent && install.purposeState !== 'refused') {
      log.error(about, 'Envoy refuses to register the purpose of an install; retrying later');
    } else log.warn(about, 'purpose not registered, retrying');
  }

  async #setTimer(): Promise<void> {
    const { db, clock } = this.#deps;
    const [next] = await installsToRegister(db);
    if (!next) return;
    this.#wakeIn(next.purposeDueAt.getTime() - clock.now().getTime());
  }

  #wakeIn(ms: number): void {
    if (this.#stopping.signal.aborted) return;
    const wait = Math.min(Math.max(ms, 0), lookEveryMs);
    this.#cancelTimer = this.#deps.clock.after(wait, () => this.wake());
  }
}
