import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { projectRoot } from '#server/config/environment.ts';
import { withoutQuestions } from './trial/trial.ts';

export interface Running {
  process: ChildProcess;
  hookUrl: string;
  lobbyUrl: string;
  dataDir: string;
  output: string[];
}

export const secret = 'a-secret-of-this-test';

/**
 * Runs the process of `npm start` on the data of an installation. Resolves when the process reports that it is ready.
 * @param env additional variables
 * @param before a command that becomes the service, with its arguments, like `prlimit`
 * @param root the folder of the program
 * @param onSpawn is called with the process before it is ready
 * @param log a file descriptor for what it logs. Default: this process's
 */
export async function start(
  dataDir: string,
  env: NodeJS.ProcessEnv = {},
  before: readonly string[] = [],
  root = projectRoot,
  onSpawn: (child: ChildProcess) => void = () => {},
  log: number | 'inherit' = 'inherit',
): Promise<Running> {
  const service = [process.execPath, path.join(root, 'dist/server/main.js')];
  const [command = '', ...args] = [...before, ...service];
  const child = spawn(command, args, {
    env: {
      PATH: process.env['PATH'],
      VESTIBULE_DATA_DIR: dataDir,
      VESTIBULE_HOOK_PORT: '0',
      VESTIBULE_LOBBY_PORT: '0',
      ENVOY_CLIENT_SECRET: secret,
      ...withoutQuestions,
      ...env,
    },
    stdio: ['ignore', 'pipe', log],
  });
  onSpawn(child);
  const output: string[] = [];
  for await (const line of createInterface(child.stdout!)) {
    output.push(line);
    if (line.includes('Engine')) break;
  }
  // Nobody reads the log, and a full pipe would stop the service.
  child.stdout?.resume();
  const find = (pattern: RegExp) => pattern.exec(output.join('\n'))?.[1] ?? '';
  return {
    process: child,
    hookUrl: find(/(http:\S+\/envoy\/sign-in)/),
    lobbyUrl: find(/Lobby screen\s+(\S+)/),
    dataDir,
    output,
  };
}

/** Makes a code for a lobby screen with the operator's command. */
export async function pairingCode({ dataDir }: Running, name = 'Lobby'): Promise<string> {
  const command = path.join(projectRoot, 'dist/scripts/vestibule.js');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [command, 'kiosk', 'pair', '--name', name, '--json'],
    { env: { PATH: process.env['PATH'], VESTIBULE_DATA_DIR: dataDir } },
  );
  return (JSON.parse(stdout) as { code: string }).code;
}

/** Resolves with the exit code; null when the signal ended the process. */
export async function end(running: Running, signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(running.process, 'exit');
  running.process.kill(signal);
  const [code] = (await exited) as [number | null];
  return code;
}
