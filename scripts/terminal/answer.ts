import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { RefusalError } from '#server/platform/operator-error.ts';
import { terminalText } from '#base/text';

export { RefusalError };

/** The result of a command. */
export interface CommandResult {
  /** False after a refusal: the exit code is 1, and the text goes to standard error. */
  ok: boolean;
  /** Text for people, at most 80 columns wide. */
  text: string;
  /** Data for scripts: the output of `--json`, together with `ok`. */
  json: Record<string, unknown>;
}

/** The meaning of every command's exit codes. */
export const exitCodes = { done: 0, refused: 1, usage: 2 } as const;

/**
 * Asks at the terminal; the default is "no".
 * @throws {RefusalError} `not_confirmed`: for any other answer, or without a terminal
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
