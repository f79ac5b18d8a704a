import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import path from 'node:path';
import { projectRoot } from '../../server/config/paths.ts';

const script = path.join(projectRoot, 'dist', 'scripts', 'enroll.js');

/** Runs the enrolment command as its own process, with this data folder, in this folder. */
export async function enroll(folder: string, ...commandLine: string[]) {
  const env = { PATH: process.env['PATH'], VESTIBULE_DATA_DIR: path.join(folder, 'data') };
  const child = spawn(process.execPath, [script, ...commandLine], { cwd: folder, env });
  child.stdin.end();
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [code, out, err] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return { code, out, err };
}

/** The same with `--json`; `json` is what it printed. */
export async function enrollJson(folder: string, ...commandLine: string[]) {
  const { code, out } = await enroll(folder, ...commandLine, '--json');
  return { code, json: JSON.parse(out) as Record<string, unknown> };
}
