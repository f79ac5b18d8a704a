import type { Logger } from 'pino';
import type { EnvoyCalls } from '../envoy/envoy-calls.ts';
import type { Alerts } from '../notify/start-notify.ts';
import type { Clock } from '../platform/clock.ts';

interface CallWatchDeps {
  calls: EnvoyCalls;
  alerts: Pick<Alerts, 'tell'>;
  clock: Clock;
  log: Logger;
}

const words = {
  calls_refused: "Envoy's calls are refused, and Envoy lets the visitors in",
  clock_off: "the sign-ins do not fit this machine's clock",
} as const;

/**
 * Sends one message when Envoy's calls are refused, or do not fit the clock: one a day at most, from whichever
 * instance gets the calls. Returns how to stop.
 */
export function watchCalls({ calls, alerts, clock, log }: CallWatchDeps): () => Promise<void> {
  let telling = Promise.resolve();
  const tell = async () => {
    const { trouble } = calls;
    if (!trouble) return;
    const { kind } = trouble;
    const at = clock.now().toISOString();
    log.error({ fault: kind }, words[kind]);
    try {
      await alerts.tell({ ...trouble, at }, `${kind} ${at.slice(0, 10)}`, kind);
    } catch (err) {
      log.error({ err }, 'the trouble with calls cannot be reported');
    }
  };
  const onChanged = () => void (telling = telling.then(tell));
  calls.on('changed', onChanged);
  // It may have begun while the service started.
  onChanged();
  return async () => {
    calls.off('changed', onChanged);
    await telling;
  };
}
