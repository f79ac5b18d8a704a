import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { projectRoot } from '../../server/config/environment.ts';
import { environmentOf, readJson, type Ran } from './command.ts';

/** What a process is told to run, and what it writes behind all that the command said. */
interface Turn {
  commandLine: readonly string[];
  folder: string;
  env: NodeJS.ProcessEnv;
  end: string;
}

interface Started {
  child: ChildProcess;
  exited: Promise<null>;
}

/** Processes that wait for their next command. */
const idle: Started[] = [];

/**
 * The same as `run` of command.ts, in a process that has run others before: what takes long in most commands
 * is the start of a process. Not for one that is to be stopped, locks others out, or reads what is typed.
 */
export async function runInTurn(
  folder: string,
  commandLine: readonly string[],
  settings: Record<string, string> = {},
): Promise<Ran> {
  const env = await environmentOf(folder, settings);
  const end = randomUUID();
  const started = idle.pop() ?? startProcess();
  const { child, exited } = started;
  child.ref();
  const told = Promise.race([once(child, 'message') as Promise<[number]>, exited]);
  const said = [child.stdout!, child.stderr!].map((stream) => readUntil(stream, end));
  child.send({ commandLine, folder, env, end } satisfies Turn);
  const [answer, out = '', err = ''] = await Promise.all([told, ...said]);
  child.unref();
  if (answer === null) return { code: child.exitCode, out, err };
  idle.push(started);
  return { code: answer[0], out, err };
}

/** The same with `--json`; `json` is what it printed. */
export async function runJsonInTurn(
  folder: string,
  commandLine: readonly string[],
  settings: Record<string, string> = {},
) {
  return readJson(await runInTurn(folder, [...commandLine, '--json'], settings));
}

/** It ends with this one, and keeps no test waiting. */
function startProcess(): Started {
  const child = fork(fileURLToPath(import.meta.url), {
    env: { PATH: process.env['PATH'] },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr] as (Socket | null)[]) {
    stream?.setEncoding('utf8').unref();
  }
  child.channel?.unref();
  return { child, exited: once(child, 'exit').then(() => null) };
}

/** What comes before this text; all of it, when the stream ends without. */
function readUntil(stream: Readable, end: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const finish = () => {
      stream.off('data', take);
      stream.off('end', finish);
      resolve(text);
    };
    const take = (chunk: string) => {
      text += chunk;
      if (!text.endsWith(end)) return;
      text = text.slice(0, -end.length);
      finish();
    };
    stream.on('data', take);
    stream.on('end', finish);
  });
}

async function runHere({ commandLine, folder, env, end }: Turn, count: number): Promise<void> {
  const file = path.join(projectRoot, 'dist/scripts/vestibule.js');
  process.argv = [process.execPath, file, ...commandLine];
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(folder);
  process.exitCode = 0;
  // The file runs the command when it is loaded; what it imports is there already.
  await import(`${pathToFileURL(file).href}?turn=${count}`);
  process.stdout.write(end);
  process.stderr.write(end);
  process.send?.(process.exitCode);
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.send) {
  // Each command listens to it, as it is the only one in its process.
  process.stdout.setMaxListeners(0);
  process.once('disconnect', () => process.exit());
  let count = 0;
  process.on('message', (turn: Turn) => void runHere(turn, ++count));
}
