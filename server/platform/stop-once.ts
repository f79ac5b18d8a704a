import type { Logger } from 'pino';

const signals = ['SIGTERM', 'SIGINT'] as const;
const faults = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Lets nothing but SIGQUIT and the time limit cut a stop short: `close-with-grace` ends the process at a second signal
 * or fault, while Envoy's calls wait for their answers. Call it at the first one.
 */
export function stopOnce(log: Pick<Logger, 'info' | 'error'>): void {
  for (const signal of signals) {
    process.removeAllListeners(signal);
    process.on(signal, () => log.info({ signal }, 'stopping already'));
  }
  for (const fault of faults) {
    process.removeAllListeners(fault);
    process.on(fault, (err: unknown) => log.error({ err }, 'a fault during the stop'));
  }
}
