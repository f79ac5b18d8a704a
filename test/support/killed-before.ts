import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { projectRoot } from '#server/config/environment.ts';

/**
 * Runs a command, or another script, with this folder's `data` as the data folder. Kills the process right before its
 * renaming of this number, counted from 1. Returns false when it ended with fewer renamings.
 */
export function killedBefore(
  renaming: number,
  folder: string,
  commandLine: readonly string[],
  script = 'dist/scripts/vestibule.js',
): boolean {
  const file = path.join(projectRoot, script);
  const { signal, status, stderr } = spawnSync(
    process.execPath,
    [import.meta.filename, String(renaming), file, ...commandLine],
    {
      cwd: folder,
      env: { PATH: process.env['PATH'], VESTIBULE_DATA_DIR: path.join(folder, 'data') },
      encoding: 'utf8',
    },
  );
  if (signal === null && status !== 0) throw new Error(stderr);
  return signal === 'SIGKILL';
}

if (process.argv[1] === import.meta.filename) {
  const [number, file = ''] = process.argv.splice(2, 2);
  process.argv[1] = file;
  const rename = fs.promises.rename;
  let renamings = 0;
  fs.promises.rename = async (from, to) => {
    if (++renamings === Number(number)) process.kill(process.pid, 'SIGKILL');
    await rename(from, to);
  };
  syncBuiltinESMExports();
  await import(file);
}
