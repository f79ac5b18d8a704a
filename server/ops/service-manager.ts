import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Logger } from 'pino';
import { repeat } from '../platform/clock.ts';

const run = promisify(execFile);

export interface ServiceManagerOptions {
  /** systemd sets `NOTIFY_SOCKET` and `WATCHDOG_USEC`. Without the first, nothing is sent. */
  env: NodeJS.ProcessEnv;
  /** Whether a process that answers also works. Called before every watchdog message. */
  isWell: () => Promise<boolean>;
  log: Logger;
}

/** The messages to systemd about this process; see `sd_notify(3)`. */
export interface ServiceManager {
  /** Announces that the process answers Envoy, with a status text. May be sent again. */
  ready(status: string): Promise<void>;
  /** Stops the watchdog messages and announces the end. */
  stopping(): Promise<void>;
}

/**
 * Notifies systemd through systemd's own program, because Node cannot open the protocol's kind of socket. Sends three
 * watchdog messages per period, so that a lost one does not end the process.
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
      // A line break would start another message.
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
