import type { Logger } from 'pino';
import type { KioskStatus } from '../kiosk/kiosk-status.ts';
import { connectionFault } from '#base/http';
import { type Clock, PeriodicTask } from '../platform/clock.ts';

interface HeartbeatDeps {
  /** A secret: an attacker with the URL could send the heartbeat. */
  url: string;
  /**
   * A code for why visitors cannot be checked, or null. Covers everything that a sign-in needs except a lobby
   * screen.
   */
  obstacle: () => Promise<string | null>;
  kiosks: () => readonly KioskStatus[];
  clock: Clock;
  isLeader?: () => Promise<boolean>;
  log: Logger;
  onBeat?: (outcome: 'sent' | 'failed' | 'withheld') => void;
}

const everyMs = 60_000;
const answerTimeoutMs = 10_000;

/**
 * Calls an external address, a dead man's switch, while visitors can be checked. Envoy lets visitors in when this
 * service is silent, so another system must notice the silence. A missing lobby screen does not stop the
 * heartbeat, because its visitors are held.
 */
export class Heartbeat extends PeriodicTask {
  readonly #deps: HeartbeatDeps;
  #lastOutcome: string | null = null;

  constructor(deps: HeartbeatDeps) {
    super({ ...deps, everyMs });
    this.#deps = deps;
  }

  protected override async once(): Promise<void> {
    const { log, onBeat } = this.#deps;
    const obstacle = await this.#deps.obstacle();
    const fault = obstacle ?? (await this.#tell());
    const outcome = fault === null ? 'sent' : obstacle === null ? 'failed' : 'withheld';
    onBeat?.(outcome);
    // Logs an outcome once, not every minute.
    if (outcome !== this.#lastOutcome) {
      if (outcome === 'sent') log.info('the heartbeat is heard');
      else log.warn({ fault }, 'the heartbeat is not sent');
    }
    this.#lastOutcome = outcome;
  }

  /** Returns the fault or null. */
  async #tell(): Promise<string | null> {
    const { kiosks } = this.#deps;
    const all = kiosks();
    const connected = all.filter((kiosk) => kiosk.connected);
    const detail = {
      status: 'ready',
      kiosks: {
        paired: all.length,
        connected: connected.length,
        withCamera: connected.filter(({ camera }) => camera === 'ready').length,
      },
    };
    try {
      const posted = await this.#call({
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(detail),
      });
      // Some services, Uptime Kuma among them, only have an address for GET.
      const status = posted === 404 || posted === 405 ? await this.#call({}) : posted;
      return status >= 200 && status < 300 ? null : `http_${status}`;
    } catch (error) {
      return connectionFault(error);
    }
  }

  async #call(request: RequestInit): Promise<number> {
    const signal = AbortSignal.timeout(answerTimeoutMs);
    const response = await fetch(this.#deps.url, { ...request, redirect: 'manual', signal });
    await response.body?.cancel();
    return response.status;
  }
}
