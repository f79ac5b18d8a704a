import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { RefusalError } from '../../server/platform/operator-error.ts';
import { terminalText } from '../../server/platform/text.ts';

export { RefusalError };

/** What a command has to say. */
export interface CommandResult {
  /** False when something was refused: exit code 1, and the text goes to standard error. */
  ok: boolean;
  /** For people, at most 80 columns wide. */
  text: string;
  /** For scripts: what `--json` prints, together with `ok`. */
  json: Record<string, unknown>;
}

/** What the exit code of every command means. */
export const exitCodes = { done: 0, refused: 1, usage: 2 } as const;

/**
 * Asks at the terminal, with "no" as the default.
 * @throws {RefusalError} `not_confirmed`: on any other answer, or where there is no terminal to ask at
 */
export async function confirm(question: string, nothingDone: string): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new RefusalError(
      'not_confirmed',
      `${nothingDone}: there is no terminal to ask at. Repeat the command with --yes.`,
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C and Ctrl-D close the terminal without an answer.
  const silence = once(terminal, 'close').then(() => '');
  const reply = await Promise.race([
    terminal.question(`${terminalText(question)} [y/N] `),
    silence,
  ]);
  terminal.close();
  if (!/^y(es)?$/iu.test(reply.trim())) throw new RefusalError('not_confirmed', `${nothingDone}.`);
}
