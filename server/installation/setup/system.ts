import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { RefusalError } from '../../platform/operator-error.ts';
import { becomesReady } from '../becomes-ready.ts';
import type { InstallLocation } from './install-location.ts';

/** Only root may write the files of the service. @throws {RefusalError} */
export function requireRoot(): void {
  if (process.getuid?.() === 0) return;
  throw new RefusalError(
    'not_root',
    'Only root can install the service: put sudo before the command, or look first with --dry-run. To run it by hand in this folder, take --as folder.',
  );
}

/** The service has a temporary folder of its own, so it does not see a project in ours. @throws {RefusalError} */
export function requireLastingFolder({ projectDir }: InstallLocation): void {
  if (!/^\/(var\/)?tmp\//.test(projectDir)) return;
  throw new RefusalError(
    'temporary_folder',
    `The service would not see ${projectDir}, which is in a temporary folder. Move the project first, to /opt/vestibule for instance. Nothing was written.`,
  );
}

/** Makes the service's user and its data folder, which systemd makes only when the service starts. */
export function makeUser({ user, dataDir }: InstallLocation): void {
  const options = ['--system', '--home-dir', dataDir, '--shell', '/usr/sbin/nologin'];
  if (!succeeds('id', [user])) execFileSync('useradd', [...options, user]);
  if (existsSync(dataDir)) return;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  execFileSync('chown', [`${user}:`, dataDir]);
}

/**
 * Checks that the service's user can run Node and read the project. Both fail where one is in a person's home folder.
 * @throws {RefusalError}
 */
export function checkReadable({ user, node, projectDir }: InstallLocation): void {
  const main = `${projectDir}/dist/server/main.js`;
  if (succeeds('runuser', ['-u', user, '--', node, '--check', main])) return;
  throw new RefusalError(
    'not_readable',
    `The user ${user} cannot run ${node} with ${main}: look at the permissions of both and of the ` +
      'folders that they lie in, or put them where everybody may read. Nothing was written.',
  );
}

/** Makes a copy that only the service's user can read. */
export function copyForUser({ user }: InstallLocation, from: string, to: string): void {
  copyFileSync(from, to);
  chmodSync(to, 0o600);
  execFileSync('chown', [`${user}:`, to]);
}

/** Whether systemd runs this machine. */
export function hasSystemd(): boolean {
  return existsSync('/run/systemd/system');
}

/** False when systemd does not answer. */
export function reloadSystemd(): boolean {
  return succeeds('systemctl', ['daemon-reload']);
}

/**
 * Starts the service now and at each boot. False when it did not become ready.
 * @param isSocketNew whether the socket for calls changes, so that the old one must be closed first
 */
export function startVestibule(isSocketNew: boolean): boolean {
  if (isSocketNew) succeeds('systemctl', ['stop', 'vestibule.socket', 'vestibule.service']);
  return enableUnits('vestibule') && becomesReady();
}

/** Restarts units now, and starts them at each boot. False when systemd refuses one. */
export function enableUnits(...units: string[]): boolean {
  return (
    succeeds('systemctl', ['enable', ...units]) && succeeds('systemctl', ['restart', ...units])
  );
}

function succeeds(program: string, args: string[]): boolean {
  try {
    // Not the caller's folder, which a less privileged user may not be able to enter.
    execFileSync(program, args, { stdio: 'ignore', cwd: '/' });
    return true;
  } catch {
    return false;
  }
}
