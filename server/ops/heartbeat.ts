import type { Logger } from 'pino';
import type { KioskStatus } from '../kiosk/hub.ts';
import { connectionFault } from '../notify/channels/http-delivery.ts';
import type { Clock } from '../notify/clock.ts';

interface HeartbeatParts {
  /** A secret: whoever knows it can beat in our place. */
  url: string;
  method: 'POST' | 'GET';
  everyMs: number;
  /**
   * Why visitors cannot be checked, a code: of everything that a sign-in needs but a lobby screen.
   * Null when they can.
   */
  obstacle: () => Promise<string | null>;
  kiosks: () => readonly KioskStatus[];
  clock: Clock;
  log: Logger;
  onBeat?: (outcome: 'sent' | 'failed' | 'withheld') => void;
}

const answerWithinMs = 10_000;

/**
 * Tells an address outside, a dead man's switch, that visitors can be checked, and says nothing
 * while they cannot. Envoy lets visitors in when this service is silent, so its silence must be
 * noticed elsewhere. A lobby screen that is away does not silence it, since its visitors are held.
 */
export class Heartbeat {
  readonly #parts: HeartbeatParts;
  #beating: Promise<void> = Promise.resolve();
  #cancel = () => {};
  #stopped = false;
  #lastOutcome: string | null = null;

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#beating = this.#beat().then(() => this.#beatLater());
  }

  /** Resolves when a beat that is under way has ended. */
  async settled(): Promise<void> {
    await this.#beating;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#beating;
  }

  #beatLater(): void {
    const { clock, everyMs } = this.#parts;
    if (!this.#stopped) this.#cancel = clock.after(everyMs, () => this.start());
  }

  async #beat(): Promise<void> {
    const { log, onBeat } = this.#parts;
    const obstacle = await this.#parts.obstacle();
    const fault = obstacle ?? (await this.#tell());
    const outcome = fault === null ? 'sent' : obstacle === null ? 'failed' : 'withheld';
    onBeat?.(outcome);
    // Once, not every minute.
    if (outcome !== this.#lastOutcome) {
      if (outcome === 'sent') log.info('the heartbeat is heard');
      else log.warn({ fault }, 'the heartbeat is not sent');
    }
    this.#lastOutcome = outcome;
  }

  /** What went wrong, or null. */
  async #tell(): Promise<string | null> {
    const { url, method, kiosks } = this.#parts;
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
      const response = await fetch(url, {
        method,
        redirect: 'manual',
        signal: AbortSignal.timeout(answerWithinMs),
        ...(method === 'POST' && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(detail),
        }),
      });
      await response.body?.cancel();
      return response.ok ? null : `http_${response.status}`;
    } catch (error) {
      return connectionFault(error);
    }
  }
}
