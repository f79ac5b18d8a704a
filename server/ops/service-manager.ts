import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Logger } from 'pino';
import { repeat } from '../platform/clock.ts';

const run = promisify(execFile);

export interface ServiceManagerOptions {
  /** `NOTIFY_SOCKET` and `WATCHDOG_USEC` come from systemd; without the first, nothing is sent. */
  env: NodeJS.ProcessEnv;
  /** Is a process that answers also one that works? Asked before every sign of life. */
  isWell: () => Promise<boolean>;
  log: Logger;
}

/** The messages to systemd about this process; see `sd_notify(3)`. */
export interface ServiceManager {
  /** That it answers Envoy, and how. May be sent again. */
  ready(status: string): Promise<void>;
  /** No more signs of life are given, and the end is announced. */
  stopping(): Promise<void>;
}

/**
 * Tells systemd through its own program: Node cannot open the kind of socket that the protocol
 * needs. A sign of life goes out three times in the watchdog's period, so that a missed one is no end.
 */
export function createServiceManager({ env, isWell, log }: ServiceManagerOptions): ServiceManager {
  const tell = async (...words: string[]): Promise<void> => {
    if (!env['NOTIFY_SOCKET']) return;
    try {
      await run('systemd-notify', words, { env, timeout: 10_000 });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      log.error({ code }, 'systemd notification failed; it will take the service for dead');
    }
  };
  let isStopping = false;
  let stopSigns = async () => {};
  const giveSign = async (): Promise<void> => {
    const well = await isWell().catch(() => false);
    if (isStopping) return;
    if (well) await tell('WATCHDOG=1');
    else log.error('service not healthy: systemd watchdog not notified');
  };
  return {
    async ready(status) {
      // A line break would begin another message.
      await tell('--ready', `--status=${status.replaceAll(/\s+/g, ' ')}`);
      const period = Number(env['WATCHDOG_USEC']) / 1000;
      void stopSigns();
      if (env['NOTIFY_SOCKET'] && period > 0) stopSigns = repeat(period / 3, giveSign);
    },
    async stopping() {
      isStopping = true;
      void stopSigns();
      await tell('STOPPING=1', 'STATUS=answering held sign-ins');
    },
  };
}
