import type { Logger } from 'pino';
import { type Clock, repeat, systemClock } from '../platform/clock.ts';
import { retry } from '#base/time';
import { sentenceForOperator } from '../platform/operator-error.ts';

interface Deps<T> {
  /** One try to start. Undoes its steps when it fails, and reports each step. */
  start: (onStep: (step: string) => void) => Promise<T>;
  /** Called once for each reason why the start fails. */
  onTrouble: (sentence: string) => void;
  clock?: Clock;
  /** Ends the retries: the last try's error is thrown. */
  signal: AbortSignal;
  log: Logger;
}

const retryMs = { firstMs: 1000, maxMs: 30_000 };
const sayingMs = 60_000;

/**
 * Retries the start until it succeeds, however long that takes: an exit would close the port, and then Envoy lets
 * everybody in. Logs once a minute what the start waits for.
 */
export async function startWithRetry<T>(deps: Deps<T>): Promise<T> {
  const { start, onTrouble, signal, log, clock = systemClock } = deps;
  let step = 'the service';
  let trouble: string | null = null;
  const say = () =>
    log.error({ step }, `VISITORS ARE HELD, still starting: ${trouble ?? `it waits for ${step}`}`);
  const stopSaying = repeat(sayingMs, async () => say(), clock);
  const onFault = (error: unknown) => {
    const sentence = sentenceForOperator(error);
    // Any other error is a bug: its stack shows where.
    if (sentence === null) log.error({ err: error, step }, 'a start has failed');
    const explanation = sentence ?? `It failed at ${step}; the log says where.`;
    if (explanation === trouble) return;
    trouble = explanation;
    say();
    onTrouble(explanation);
  };
  try {
    return await retry(() => start((next) => (step = next)), { ...retryMs, onFault, signal });
  } finally {
    await stopSaying();
  }
}
