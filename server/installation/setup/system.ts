import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RefusalError } from '../../platform/operator-error.ts';
import { becomesReady } from '../becomes-ready.ts';
import type { InstallKind } from './answers.ts';
import { isInHome, type InstallLocation } from './install-location.ts';

/** Only root may write the files of the service. @throws {RefusalError} */
export function requireRoot(): void {
  if (process.getuid?.() === 0) return;
  throw new RefusalError(
    'not_root',
    'Only root can install the service: put sudo before the command, or look first with --dry-run. To run it by hand in this folder, take --as folder.',
  );
}

/** Makes the service's user unless it is there. */
export function makeUser({ user, dataDir }: InstallLocation): void {
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

/** The ids of the service's user and group. */
export function idsOf({ user }: InstallLocation): { uid: number; gid: number } {
  const [uid = 0, gid = 0] = ['-u', '-g'].map((which) =>
    Number(execFileSync('id', [which, user], { encoding: 'utf8' })),
  );
  return { uid, gid };
}

/** Makes the data folder now: systemd makes it only when the service starts. */
export function makeDataFolder(place: InstallLocation): void {
  if (existsSync(place.dataDir)) return;
  mkdirSync(place.dataDir, { recursive: true, mode: 0o700 });
  const { uid, gid } = idsOf(place);
  chownSync(place.dataDir, uid, gid);
}

/** Whether systemd runs this machine. */
export function hasSystemd(): boolean {
  return existsSync('/run/systemd/system');
}

/** Reasons against writing here, each in a sentence or two. */
export function doubts(kind: InstallKind, { projectDir }: InstallLocation): string[] {
  const isTemporary = [tmpdir(), '/tmp', '/var/tmp'].some((folder) =>
    projectDir.startsWith(`${folder}/`),
  );
  const goes = `The project is in a temporary folder (${projectDir}), which a restart may empty.`;
  return [
    ...(kind === 'service' && !hasSystemd()
      ? [
          'systemd does not run on this machine, so nothing will start the service. The files are right for a machine that systemd runs. To run it by hand, take --as folder.',
        ]
      : []),
    ...(isTemporary
      ? [
          kind === 'service'
            ? `${goes} The service would not even see it: move the project first, to /opt/vestibule for instance.`
            : `${goes} Move the project first when this is to last.`,
        ]
      : []),
  ];
}

/** The service sees no home folder and has its own temporary folder. @throws {RefusalError} */
export function checkDataFolderVisible({ dataDir }: InstallLocation): void {
  if (path.isAbsolute(dataDir) && !isInHome(dataDir) && !/^\/(var\/)?tmp\//.test(dataDir)) return;
  throw new RefusalError(
    'data_dir_not_seen',
    `The service would not see ${dataDir}: give a folder with its full path that is in nobody's home ` +
      'and not temporary, such as /srv/vestibule. Nothing was written.',
  );
}

/** False when systemd does not answer. */
export function reloadSystemd(): boolean {
  return succeeds('systemctl', ['daemon-reload']);
}

/**
 * Starts the service now and at each boot. False when it did not become ready.
 * @param isSocketNew whether the socket for calls changes, so that the old one must be closed first
 */
export function startUnit(isSocketNew: boolean): boolean {
  if (isSocketNew) succeeds('systemctl', ['stop', 'vestibule.socket', 'vestibule.service']);
  return (
    succeeds('systemctl', ['enable', 'vestibule']) &&
    succeeds('systemctl', ['restart', 'vestibule']) &&
    becomesReady()
  );
}

/** Opens the tunnel now and at each boot, with the stored token. */
export function enableTunnel(unit: string): boolean {
  return succeeds('systemctl', ['enable', unit]) && succeeds('systemctl', ['restart', unit]);
}

/** Starts the stand-by now and at each boot. */
export function enableStandby(): boolean {
  return succeeds('systemctl', [
    'enable',
    '--now',
    'vestibule-standby.socket',
    'vestibule-standby.service',
  ]);
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
