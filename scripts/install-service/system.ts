import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { Refusal } from '../cli/answer.ts';
import type { Place } from './place.ts';

/** Only root may write where the files belong. @throws {Refusal} */
export function mustBeRoot(): void {
  if (process.getuid?.() === 0) return;
  throw new Refusal(
    'not_root',
    'Only root can install the service: put sudo before the command, or look first with --dry-run.',
  );
}

/** Makes the service's user unless it is there. */
export function makeUser({ user, dataDir }: Place): void {
  if (succeeds('id', [user])) return;
  execFileSync('useradd', [
    '--system',
    '--home-dir',
    dataDir,
    '--shell',
    '/usr/sbin/nologin',
    user,
  ]);
}

/** Makes the folder of the secrets, for root only. */
export function makeCredentialsFolder(root: string, { configDir }: Place): void {
  const folder = path.join(root, configDir, 'credentials');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
}

export function reloadSystemd(): void {
  if (succeeds('systemctl', ['daemon-reload'])) return;
  throw new Refusal(
    'no_systemd',
    'The files are written, but systemd did not answer: run "systemctl daemon-reload" on the machine that will run the service.',
  );
}

function succeeds(program: string, args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
