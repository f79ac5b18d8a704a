import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { becomesReady } from '../../terminal/ask-service.ts';

/** What an upgrade asks of the machine. */
export interface System {
  /** Whether the service runs at this moment. */
  isRunning(): boolean;
  /** Ends it; held sign-ins are answered first. Its socket stays. */
  stop(): boolean;
  /** Starts it, again when it runs. @returns once it is ready, whether it is */
  restart(): boolean;
  /** Has systemd read the units again. */
  reload(): void;
  /** Runs a command of the version in this folder as the service's user, with its settings. */
  asService(folder: string, args: readonly string[]): { ok: boolean; output: string };
}

const unit = 'vestibule.service';

/** This machine, with systemd or without. */
export function thisMachine(): System {
  const hasSystemd = existsSync('/run/systemd/system');
  const systemctl = (...args: string[]) =>
    hasSystemd && spawnSync('systemctl', args, { stdio: 'ignore' }).status === 0;
  return {
    isRunning: () => systemctl('is-active', '--quiet', unit),
    stop: () => systemctl('stop', unit),
    restart: () => systemctl('restart', unit) && becomesReady(),
    reload: () => void systemctl('daemon-reload'),
    asService(folder, args) {
      const { status, stdout, stderr } = spawnSync('/usr/bin/vestibule', args, {
        env: { ...process.env, VESTIBULE_PROGRAM: folder },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      return { ok: status === 0, output: `${stdout ?? ''}${stderr ?? ''}`.trim() };
    },
  };
}
