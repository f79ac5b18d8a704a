import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#server/config/environment.ts';
import { RefusalError } from '../../scripts/terminal/answer.ts';
import { isOurs, type Lockfile } from '../bill-of-materials.ts';
import { isPackaged } from './production.ts';

/** Every file in a folder, in the same order on every machine. Relative paths with `/`. */
export function filesBelow(folder: string, prefix = ''): string[] {
  const entries = readdirSync(path.join(folder, prefix), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(folder, name);
    return entry.isFile() ? [name] : [];
  });
}

/** Writes `SHA256SUMS` for every file in the folder. Returns its text. */
export function writeChecksums(folder: string): string {
  const sums = filesBelow(folder).map((file) => {
    const digest = createHash('sha256').update(readFileSync(path.join(folder, file)));
    return `${digest.digest('hex')}  ${file}\n`;
  });
  writeFileSync(path.join(folder, 'SHA256SUMS'), sums.join(''));
  return sums.join('');
}

/** Returns the time of the latest commit, in seconds since 1970. */
export function timeOfCommit(): string {
  const args = ['log', '-1', '--format=%ct'];
  return execFileSync('git', args, { cwd: projectRoot, encoding: 'utf8' }).trim();
}

/** Writes a file that everybody can read, whatever the umask, in folders that everybody can enter. */
export function put(file: string, content: string | Buffer, mode = 0o644): void {
  makeFolder(path.dirname(file));
  writeFileSync(file, content);
  chmodSync(file, mode);
}

export function makeFolder(folder: string, mode = 0o755): void {
  if (!existsSync(folder)) {
    makeFolder(path.dirname(folder));
    mkdirSync(folder);
    chmodSync(folder, mode);
  }
}

const isMade =
  /^(vestibule[-_].*|SHA256SUMS(\.minisig)?|NOTES\.md|Packages(\.gz)?|Release(\.gpg)?|InRelease)$/;

/** Empties or makes a folder of packages. @throws {RefusalError} `output_in_use` when it contains anything else */
export function emptyFolder(folder: string): void {
  const other = existsSync(folder) && readdirSync(folder).find((name) => !isMade.test(name));
  if (other) {
    throw new RefusalError(
      'output_in_use',
      `${path.join(folder, other)} is no package, and the folder would be emptied. Give another one by --output.`,
    );
  }
  rmSync(folder, { recursive: true, force: true });
  makeFolder(folder);
}

function copy(from: string, to: string): void {
  makeFolder(path.dirname(to));
  copyFileSync(from, to);
  chmodSync(to, 0o644);
}

/**
 * Copies the built program with its data, pages and models. Copies only files of `dist` that have a source, because
 * old files may remain there.
 *
 * @throws {RefusalError} `not_built`
 */
export function stageProgram(project: string, target: string): void {
  for (const folder of programFolders) {
    for (const source of filesBelow(path.join(project, folder))) {
      if (isDevelopment.test(source)) continue;
      if (isData.test(source)) {
        copy(path.join(project, folder, source), path.join(target, folder, source));
      }
      if (!source.endsWith('.ts') || source.endsWith('.d.ts')) continue;
      const built = `dist/${folder}/${source.replace(/\.ts$/, '.js')}`;
      if (!existsSync(path.join(project, built))) {
        throw new RefusalError(
          'not_built',
          `${built} is missing. Run: rm -r dist && npm run build`,
        );
      }
      put(path.join(target, built), withoutMap(path.join(project, built)));
    }
  }
  const whole = ['dist/node_modules', 'kiosk-client/dist', 'desk-client/dist'];
  for (const folder of [...whole, 'languages', 'models', 'docs']) {
    for (const file of filesBelow(path.join(project, folder))) {
      if (folder === 'models' && file === 'local-manifest.json') continue;
      if (/\.(map|png|webp)$/.test(file) && !folder.endsWith('-client/dist')) continue;
      copy(path.join(project, folder, file), path.join(target, folder, file));
    }
  }
  for (const file of ['LICENSE', 'README.md', 'SECURITY.md', 'CHANGELOG.md']) {
    copy(path.join(project, file), path.join(target, file));
  }
}

/**
 * Tests and laboratory of a package under `packages/`, but for what `demo` and `try` draw pictures of two cameras with,
 * and issue an invented licence with.
 */
const isDevelopment = /^(?!(face|mobile-document|passport)\/lab\/)[a-z-]+\/(test|lab)\//;

/** What commands load of `lab/` is in the package; the rest of it is not. */
const programFolders = [
  'packages',
  'server',
  'scripts',
  'lab/measure',
  'lab/simulate',
  'lab/trial',
];

/** Data files are read in the folder of their library, beside its `package.json`: see packages/base/files. */
const isData = /(^|\/)data\/[^/]+\.txt$|^installation\/setup\/templates\/|^[a-z-]+\/package\.json$/;

/** Removes the reference to the source map, which is not packaged. */
function withoutMap(file: string): string {
  return readFileSync(file, 'utf8').replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n');
}

/** Copies the packages that the program needs, reduced to the loaded files. */
export function stagePackages(
  folders: ReadonlyMap<string, string>,
  target: string,
  lock: Lockfile,
  arch: string,
): void {
  for (const [folder, { version }] of Object.entries(lock.packages)) {
    if (folder === '' || isOurs(folder)) continue;
    const source = folders.get(folder)!;
    mustBeLocked(source, folder, version);
    for (const file of packageFiles(source)) {
      if (!isPackaged(folder, file, arch)) continue;
      copy(path.join(source, file), path.join(target, folder, file));
    }
  }
}

/** The files of the package itself. Packages inside it have their own entries in the lock file. */
function packageFiles(folder: string): string[] {
  return filesBelow(folder).filter((file) => !file.startsWith('node_modules/'));
}

/** The installed package must be the one that npm verified against the lock file. */
function mustBeLocked(source: string, folder: string, locked: string | undefined): void {
  const manifest = readFileSync(path.join(source, 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  if (version === locked) return;
  throw new Error(`${folder} is ${version}, and not ${locked} as the lock file says: run npm ci.`);
}
