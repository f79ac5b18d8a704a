import { spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { vestibule } from '#server/platform/operator-error.ts';
import type { CurrentSetup } from '#server/installation/setup/current-setup.ts';

interface Refusal {
  error?: { message: string };
}

/** Runs commands of the new installation, with the data, settings and secrets of its service. */
export class NewInstallation {
  readonly #present: CurrentSetup;
  readonly #root: string;

  /** @param root folder that contains all paths */
  constructor(present: CurrentSetup, root: string) {
    this.#present = present;
    this.#root = root;
  }

  /** Returns what the command prints with `--json`. A command that prints nothing is refused. */
  async json<T extends object>(...args: string[]): Promise<Partial<T> & Refusal> {
    try {
      const child = this.#spawn([...args, '--json'], ['ignore', 'pipe', 'ignore']);
      const [printed] = await Promise.all([text(child.stdout!), once(child, 'close')]);
      return JSON.parse(printed) as T & Refusal;
    } catch {
      const message = `"${vestibule} ${args.join(' ')}" did not work. Run it to see why.`;
      return { error: { message } } as Partial<T> & Refusal;
    }
  }

  /** Types the input. @param isShown whether what the command prints is shown @returns whether it succeeded */
  async succeeds(input: string, isShown: boolean, ...args: string[]): Promise<boolean> {
    const output = isShown ? 'inherit' : 'ignore';
    const child = this.#spawn(args, ['pipe', output, output]);
    child.stdin!.on('error', () => {}).end(input);
    const [code] = (await once(child, 'close')) as [number | null];
    return code === 0;
  }

  #spawn(args: readonly string[], stdio: StdioOptions) {
    const { place, isPackaged, settingsFile } = this.#present;
    if (place.kind === 'service') {
      // This command becomes the service's user, who may not be able to enter the caller's folder.
      const command = isPackaged ? '/usr/bin/vestibule' : '/usr/local/bin/vestibule';
      return spawn(command, args, { stdio, cwd: '/' });
    }
    const { PATH, LANG } = process.env;
    const env = { PATH, LANG, VESTIBULE_DATA_DIR: path.join(this.#root, place.dataDir) };
    const settings = `--env-file=${path.join(this.#root, settingsFile)}`;
    const program = path.join(place.projectDir, 'dist/scripts/vestibule.js');
    return spawn(place.node, [settings, program, ...args], { stdio, env });
  }
}
