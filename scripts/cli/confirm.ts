import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { terminalText } from '../../server/platform/printable.ts';
import { Refusal } from './answer.ts';

/**
 * Asks at the terminal, with "no" as the default.
 * @throws {Refusal} `not_confirmed`: on any other answer, or where there is no terminal to ask at
 */
export async function confirm(question: string, nothingDone: string): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new Refusal(
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
  if (!/^y(es)?$/iu.test(reply.trim())) throw new Refusal('not_confirmed', `${nothingDone}.`);
}
