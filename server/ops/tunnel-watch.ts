import type { Logger } from 'pino';
import type { OwnCalls } from '../envoy/call-guards.ts';
import { connectionFault } from '#base/http';
import { type Clock, PeriodicTask } from '../platform/clock.ts';
import { vestibule } from '../platform/operator-error.ts';

interface TunnelWatchDeps {
  /** Envoy's sign-in address of this service, as seen from outside. */
  url: string;
  ownCalls: OwnCalls;
  clock: Clock;
  isLeader?: () => Promise<boolean>;
  log: Logger;
}

const everyMs = 60_000;
const answerTimeoutMs = 10_000;
/** Failures in a row. A single failure may be a short network fault. */
const failuresUntilDead = 2;

/**
 * Calls this service from outside, unsigned, and expects its own refusal. When no call comes through, Envoy lets
 * visitors in, although everything here works.
 */
export class TunnelWatch extends PeriodicTask {
  readonly #deps: TunnelWatchDeps;
  #failures = 0;

  constructor(deps: TunnelWatchDeps) {
    super({ ...deps, everyMs });
    this.#deps = deps;
  }

  get isDead(): boolean {
    return this.#failures >= failuresUntilDead;
  }

  protected override onNotLeader(): void {
    this.#failures = 0;
  }

  protected override async once(): Promise<void> {
    const { log } = this.#deps;
    const wasDead = this.isDead;
    const fault = await this.#fault();
    this.#failures = fault === null ? 0 : this.#failures + 1;
    if (this.isDead && !wasDead) {
      log.error(
        { fault },
        `the tunnel is dead: Envoy does not reach this service and lets visitors in unchecked; look at the tunnel, and run: ${vestibule} doctor`,
      );
    } else if (wasDead && !this.isDead) log.info('the tunnel leads here again');
  }

  /** The unexpected result; null when the service's own refusal came. */
  async #fault(): Promise<string | null> {
    const { url, ownCalls } = this.#deps;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: ownCalls.headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(answerTimeoutMs),
      });
      if (response.status !== 401) {
        await response.body?.cancel();
        return `http_${response.status}`;
      }
      // A login page also answers 401.
      return (await response.text()).includes(ownCalls.proof) ? null : 'somebody_else';
    } catch (error) {
      return connectionFault(error);
    }
  }
}
