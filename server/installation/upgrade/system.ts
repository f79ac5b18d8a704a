import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { becomesReady } from '../becomes-ready.ts';

/** The machine's functions for an upgrade. */
export interface System {
  /** Whether the service runs now. */
  isRunning(): boolean;
  /** Stops the service, which first answers held sign-ins. The socket stays open. */
  stop(): boolean;
  /** Starts or restarts the service. @returns whether it became ready */
  restart(): boolean;
  /** Makes systemd read the units again. */
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
