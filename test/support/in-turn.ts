import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { projectRoot } from '#server/config/environment.ts';
import { environmentOf, readRun, type Ran } from './command.ts';

/** A request to a process: the command to run, and the text that follows its output. */
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
 * Runs a command like `run` of command.ts, but in a process that has run others before, because starting a process
 * takes longest. This does not suit commands that are stopped, that lock others out, or that read typed input.
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

/** Runs a command with `--json`; `json` is its parsed output. */
export async function runJsonInTurn(
  folder: string,
  commandLine: readonly string[],
  settings: Record<string, string> = {},
) {
  return readRun(await runInTurn(folder, [...commandLine, '--json'], settings));
}

/** The child ends with this process, and does not keep a test alive. */
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

/** Returns the text in front of `end`, or the whole text when the stream ends without it. */
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
  // Loading the file runs the command. Its imports are loaded already.
  await import(`${pathToFileURL(file).href}?turn=${count}`);
  process.stdout.write(end);
  process.stderr.write(end);
  process.send?.(process.exitCode);
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.send) {
  // Each command adds listeners, because it expects to be alone in its process.
  process.stdout.setMaxListeners(0);
  process.once('disconnect', () => process.exit());
  let count = 0;
  process.on('message', (turn: Turn) => void runHere(turn, ++count));
}
