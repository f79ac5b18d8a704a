import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { projectRoot } from '#server/config/environment.ts';
import { storeEnvironment } from './store.ts';

/** A command's output and exit code; the code is null when a signal ended the command. */
export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** Runs a command as its own process in this folder, with the folder's `data` as the data folder. */
export async function runCommand(
  folder: string,
  commandLine: readonly string[],
  settings: Record<string, string> = {},
  program = 'dist/scripts/vestibule.js',
): Promise<Ran> {
  const file = path.join(projectRoot, program);
  const env = await environmentOf(folder, settings);
  const child = spawn(process.execPath, [file, ...commandLine], { cwd: folder, env });
  child.stdin.end();
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [code, out, err] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return { code, out, err };
}

/** The complete environment of a command. */
export async function environmentOf(
  folder: string,
  settings: Record<string, string>,
): Promise<NodeJS.ProcessEnv> {
  const { VESTIBULE_DATA_DIR = path.join(folder, 'data') } = settings;
  const where = { VESTIBULE_DATA_DIR, ...(await storeEnvironment(VESTIBULE_DATA_DIR)) };
  return { PATH: process.env['PATH'], ...where, ...settings };
}

/** Runs a command with `--json`; `json` is its parsed output. */
export async function runJson(
  folder: string,
  commandLine: readonly string[],
  settings: Record<string, string> = {},
  program?: string,
) {
  return readRun(await runCommand(folder, [...commandLine, '--json'], settings, program));
}

export function readRun({ code, out }: Ran) {
  return { code, json: JSON.parse(out) as Record<string, unknown> };
}
