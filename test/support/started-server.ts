import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Test } from 'tap';

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  }).finally(() => socket.destroy()) as Promise<boolean>;
}

/** Starts a program that listens at this port, and stops it after the test. */
export async function startServer(t: Test, port: number, program: string, ...args: string[]) {
  const started = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  started.stderr.on('data', (data: Buffer) => (said += String(data)));
  t.teardown(async () => {
    started.kill();
    if (started.exitCode === null && started.signalCode === null) await once(started, 'exit');
  });
  while (!(await isOpen(port))) {
    if (started.exitCode !== null) throw new Error(said);
    await pause(20);
  }
}

/** Debian 13's Caddy 2.6 has another name for a setting, and loses the body of a retried call. */
export function isOldCaddy(): boolean {
  return /^v?2\.([0-5]\.|6\.[0-3]\b)/.test(
    execFileSync('caddy', ['version'], { encoding: 'utf8' }),
  );
}
