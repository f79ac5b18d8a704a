import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { projectRoot } from '../../server/config/environment.ts';

interface Ran {
  code: number;
  out: string;
  err: string;
}

/**
 * A process that runs commands one after the other, for those that only read their command line: what
 * takes long in such a command is the start of a process.
 */
export function commandsInTurn(): {
  run(commandLine: readonly string[]): Promise<Ran>;
  stop(): void;
} {
  const child = fork(fileURLToPath(import.meta.url), {
    env: { PATH: process.env['PATH'] },
    execArgv: [],
  });
  return {
    async run(commandLine) {
      child.send(commandLine);
      const [ran] = (await once(child, 'message')) as [Ran];
      return ran;
    },
    stop: () => child.disconnect(),
  };
}

async function runHere(commandLine: string[], turn: number): Promise<Ran> {
  const file = path.join(projectRoot, 'dist/scripts/vestibule.js');
  process.argv = [process.execPath, file, ...commandLine];
  process.exitCode = 0;
  const said = { out: '', err: '' };
  const { stdout, stderr } = process;
  const write = { stdout: stdout.write.bind(stdout), stderr: stderr.write.bind(stderr) };
  stdout.write = (text) => ((said.out += String(text)), true);
  stderr.write = (text) => ((said.err += String(text)), true);
  try {
    // The file runs the command when it is loaded; what it imports is there already.
    await import(`${pathToFileURL(file).href}?turn=${turn}`);
  } finally {
    Object.assign(stdout, { write: write.stdout });
    Object.assign(stderr, { write: write.stderr });
  }
  return { code: process.exitCode, ...said };
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.send) {
  // Each command listens to it, as it is the only one in its process.
  process.stdout.setMaxListeners(0);
  let turn = 0;
  process.on('message', (commandLine: string[]) => {
    void runHere(commandLine, ++turn).then((ran) => process.send?.(ran));
  });
}
