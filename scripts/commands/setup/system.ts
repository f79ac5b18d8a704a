import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Refusal } from '../../terminal/answer.ts';
import type { NewFile } from './files.ts';
import { isInHome, isStateFolder, type Place } from './place.ts';

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

/**
 * Looks whether the service's user can run Node and read the project: neither is so where one lies in
 * somebody's own folder. @throws {Refusal}
 */
export function mustBeReadable({ user, node, projectDir }: Place): void {
  const main = `${projectDir}/dist/server/main.js`;
  if (succeeds('runuser', ['-u', user, '--', node, '--check', main])) return;
  throw new Refusal(
    'not_readable',
    `The user ${user} cannot run ${node} with ${main}: look at the permissions of both and of the ` +
      'folders that they lie in, or put them where everybody may read. Nothing was written.',
  );
}

/** Makes the data folder where systemd does not. @throws {Refusal} */
export function makeDataFolder({ user, dataDir }: Place): void {
  if (isStateFolder(dataDir)) return;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const [uid, gid] = ['-u', '-g'].map((which) =>
    Number(execFileSync('id', [which, user], { encoding: 'utf8' })),
  );
  chownSync(dataDir, uid!, gid!);
}

/** The service sees no home and a temporary folder of its own. @throws {Refusal} */
export function mustBeSeen({ dataDir }: Place): void {
  if (path.isAbsolute(dataDir) && !isInHome(dataDir) && !/^\/(var\/)?tmp\//.test(dataDir)) return;
  throw new Refusal(
    'data_dir_not_seen',
    `The service would not see ${dataDir}: give a folder with its full path that is in nobody's home ` +
      'and not temporary, such as /srv/vestibule. Nothing was written.',
  );
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
    // Not where the caller is: a user of the service's rights might not enter there.
    execFileSync(program, args, { stdio: 'ignore', cwd: '/' });
    return true;
  } catch {
    return false;
  }
}

export interface Written {
  path: string;
  state: 'written' | 'unchanged' | 'kept';
}

/**
 * Writes the files, each under `root`. One that belongs to whoever installs is kept when it is there.
 */
export async function writeFiles(root: string, files: readonly NewFile[]): Promise<Written[]> {
  const written: Written[] = [];
  for (const { path: name, mode, content, isTheirs } of files) {
    const file = path.join(root, name);
    const isThere = existsSync(file);
    // Others than root read them, Chromium for one, whatever root's umask is.
    if (isThere && !isTheirs) await chmod(file, mode);
    if (isThere && (await readFile(file, 'utf8')) === content) {
      written.push({ path: name, state: 'unchanged' });
    } else if (isThere && isTheirs) {
      written.push({ path: name, state: 'kept' });
    } else {
      await makeFolder(path.dirname(file));
      await writeFile(file, content);
      await chmod(file, mode);
      written.push({ path: name, state: 'written' });
    }
  }
  return written;
}

/** For everybody to enter, as these places are; one that is there stays as it is. */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  await makeFolder(path.dirname(folder));
  await mkdir(folder);
  await chmod(folder, 0o755);
}
