import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import path from 'node:path';
import { projectRoot } from '../../server/config/paths.ts';

/** Runs `evaluate` or `calibrate` as its own process, with a data folder inside this folder. */
export async function run(
  folder: string,
  command: 'evaluate' | 'calibrate',
  ...commandLine: string[]
) {
  const script = path.join(projectRoot, 'dist', 'scripts', `${command}.js`);
  const env = { PATH: process.env['PATH'], VESTIBULE_DATA_DIR: path.join(folder, 'data') };
  const child = spawn(process.execPath, [script, ...commandLine, '--json'], { cwd: folder, env });
  child.stdin.end();
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [code, out] = await Promise.all([exited, text(child.stdout)]);
  return { code, json: JSON.parse(out) as Record<string, unknown> };
}
