import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { projectRoot } from '../../server/config/environment.ts';
import { storeEnvironment } from './store.ts';

/** Runs a command as its own process, with this folder's `data` as the data folder, in this folder. */
export async function run(
  folder: string,
  commandLine: readonly string[],
  settings: Record<string, string> = {},
  program = 'dist/scripts/vestibule.js',
) {
  const file = path.join(projectRoot, program);
  const env = {
    PATH: process.env['PATH'],
    VESTIBULE_DATA_DIR: path.join(folder, 'data'),
    ...(await storeEnvironment(path.join(folder, 'data'))),
    ...settings,
  };
  const child = spawn(process.execPath, [file, ...commandLine], { cwd: folder, env });
  child.stdin.end();
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [code, out, err] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return { code, out, err };
}

/** The same with `--json`; `json` is what it printed. */
export async function runJson(
  folder: string,
  commandLine: readonly string[],
  settings: Record<string, string> = {},
  program?: string,
) {
  const { code, out } = await run(folder, [...commandLine, '--json'], settings, program);
  return { code, json: JSON.parse(out) as Record<string, unknown> };
}
