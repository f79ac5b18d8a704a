import type { Logger } from 'pino';
import type { EarlyHookListener } from './early-hook-listener.ts';
import type { Service } from './service.ts';

interface Deps {
  /** Starts the service, however long that takes; rejects when the signal aborts. */
  start: () => Promise<Service>;
  earlyHook: EarlyHookListener;
  /** Called each time the service is ready. */
  onReady: (service: Service) => Promise<void>;
  /** Called before a restart, with the reason in a sentence. */
  onRestart: (sentence: string) => void;
  /** Ends the service. */
  signal: AbortSignal;
  log: Logger;
}

/**
 * Runs the service until the signal aborts. Restarts it when another program has replaced the database, because
 * everything in memory comes from the former one. Meanwhile the early hook listener holds every sign-in.
 */
export async function keepRunning({
  start,
  earlyHook,
  signal,
  log,
  ...callbacks
}: Deps): Promise<void> {
  const ending = new Promise<null>((resolve) => {
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  while (!signal.aborted) {
    const service = await start().catch((error: unknown) => {
      if (signal.aborted) return null;
      throw error;
    });
    if (!service) return;
    const ready = callbacks.onReady(service).catch((error: unknown) => {
      log.error({ err: error }, 'systemd not notified of readiness');
    });
    const lost = await Promise.race([service.storeLost, ending]);
    if (lost) {
      earlyHook.holdAgain();
      log.error({ err: lost }, `VISITORS ARE HELD: ${lost.message}`);
      callbacks.onRestart(lost.message);
    }
    await ready;
    if (!lost) return service.stop();
    await service.makeWay().catch((error: unknown) => {
      // A part that writes at its end fails when its database was replaced.
      log.warn({ err: error }, 'shutdown incomplete');
    });
  }
}
