import type { Logger } from 'pino';
import type { EnvoyCalls } from '../envoy/envoy-calls.ts';
import type { Alerts } from '../notify/start-notify.ts';
import type { Clock } from '../platform/clock.ts';
import { retry } from '#base/time';

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
/** While trouble lasts, another message comes after this time. */
const againMs = 4 * 3600_000;
const retryMs = { firstMs: 500, maxMs: 60_000 };

/**
 * Sends a message when Envoy's calls are refused or their times do not match the clock, and again while that lasts. At
 * most one in four hours over all instances. Returns a function that stops.
 */
export function watchCalls({ calls, alerts, clock, log }: CallWatchDeps): () => Promise<void> {
  let telling = Promise.resolve();
  let cancelAgain = () => {};
  const ending = new AbortController();
  const tell = async () => {
    const { trouble } = calls;
    cancelAgain();
    if (!trouble) return;
    const { kind } = trouble;
    const now = clock.now();
    const at = now.toISOString();
    cancelAgain = clock.after(againMs, () => onChanged());
    log.error({ fault: kind }, words[kind]);
    const onFault = (err: unknown) => {
      log.error({ err }, 'the trouble with calls cannot be reported');
      if (calls.trouble?.kind !== kind) throw err;
    };
    // Retries here, because no later call would report it: every call is refused in the same way.
    const putting = { ...retryMs, onFault, signal: ending.signal };
    const put = () =>
      alerts.tell({ ...trouble, at }, `${kind} ${Math.floor(now.getTime() / againMs)}`, kind);
    await retry(put, putting).catch(() => {});
  };
  const onChanged = () => void (telling = telling.then(tell));
  calls.on('changed', onChanged);
  // The trouble may have begun before this watch.
  onChanged();
  return async () => {
    calls.off('changed', onChanged);
    cancelAgain();
    ending.abort();
    await telling;
  };
}
