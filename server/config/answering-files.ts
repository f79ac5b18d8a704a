import { spawn, type ChildProcess } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError } from '../platform/operator-error.ts';
import type { Config } from './config.ts';
import { databaseFiles } from './database-server.ts';

/** Names each file before it touches it: the last name is the file that does not answer, or that cannot be read. */
const script = `for file do
  printf '%s\\0' "$file"
  if [ -f "$file" ]; then head -c 1 -- "$file" > /dev/null 2>&1
  elif [ -e "$file" ] && [ ! -d "$file" ]; then exit 3; fi
done
exit 0`;
const isPipeOrDevice = 3;

const usualMs = 2000;

/** Processes that hang on a file, by its name. Not even SIGKILL ends one before its disk answers. */
const hanging = new Map<string, ChildProcess>();

/**
 * Checks that files can be read, before this process reads them. A read from a dead mount or a pipe may never end, and
 * then nobody would answer Envoy. So another process tries. Missing files count as readable.
 * @throws {ConfigError} for the first file that does not answer within so many milliseconds
 */
export async function assertFilesAnswer(
  files: readonly string[],
  milliseconds = usualMs,
): Promise<void> {
  if (files.length === 0) return;
  const stuck = files.find((file) => hanging.has(file));
  if (stuck !== undefined) throw silent(stuck);
  const child = spawn('sh', ['-c', script, 'sh', ...files], {
    detached: true,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  // Where the processor is busy, the shell may not have begun.
  const last = () => said.split('\0').at(-2) ?? files[0]!;
  const code = await new Promise<number | null>((resolve, reject) => {
    const timeout = setTimeout(() => {
      const { exitCode, signalCode } = child;
      if (exitCode !== null || signalCode !== null) return resolve(exitCode);
      const file = last();
      hanging.set(file, child);
      child.once('exit', () => hanging.delete(file));
      child.unref();
      child.stdout.destroy();
      reject(silent(file));
      killGroup(child);
    }, milliseconds);
    child.once('close', (status) => {
      clearTimeout(timeout);
      resolve(status);
    });
    // Without a shell, the read itself finds out.
    child.once('error', () => {
      clearTimeout(timeout);
      resolve(null);
    });
  });
  if (code !== isPipeOrDevice) return;
  throw new ConfigError([`${last()} is a pipe or a device: give the name of a file.`]);
}

/** Ends the shell with the program that it runs. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

function silent(file: string): ConfigError {
  return new ConfigError([`${file} does not answer: look at its disk or network share.`]);
}

/** Checks the files of secrets. @throws {ConfigError} */
export async function assertSecretsAnswer(env: NodeJS.ProcessEnv): Promise<void> {
  const folder = env['CREDENTIALS_DIRECTORY'];
  if (folder) {
    await assertFilesAnswer([folder]);
    const names = await readdir(folder).catch(() => []);
    await assertFilesAnswer(names.map((name) => path.join(folder, name)));
  }
  for (const file of databaseFiles(env)) await assertFilesAnswer([file]);
}

/** Checks the files that the settings name. @throws {ConfigError} */
export async function assertNamedFilesAnswer(config: Config): Promise<void> {
  const { lobby, policy, kiosk } = config;
  await assertFilesAnswer(
    [
      config.dataDir,
      config.templateKeyFile,
      config.auditSealFile,
      config.optOutKeyFile,
      config.erasureRegisterFile,
      policy.file,
      config.notifyFile,
      config.notifyCopyFile,
      lobby.tls?.certificateFile,
      lobby.tls?.keyFile,
      kiosk.office?.logoFile,
    ].filter((file) => typeof file === 'string'),
  );
}
