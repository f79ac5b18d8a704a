import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { projectRoot } from '../../server/config/paths.ts';

const script = path.join(projectRoot, 'dist', 'scripts', 'watchlist.js');

/** Runs the watchlist command as its own process, with the data folder in this folder. */
export async function watchlist(folder: string, ...commandLine: string[]) {
  const env = { PATH: process.env['PATH'], VESTIBULE_DATA_DIR: path.join(folder, 'data') };
  const child = spawn(process.execPath, [script, ...commandLine], { cwd: folder, env });
  child.stdin.end();
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [code, out, err] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return { code, out, err };
}
