import { Command, CommanderError } from 'commander';
import { sentenceForOperator } from '../../server/ops/for-operator.ts';
import { exitCodes, Refusal, type Answer } from './answer.ts';
import { wrapped } from './text.ts';

export interface OutputOptions {
  json?: boolean;
}

/** A command line whose mistakes end with the exit code for usage, and as JSON where that is asked for. */
export function createProgram(name: string): Command {
  // Whoever reads the output may have read enough; what the command does, it ends all the same.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const asJson = process.argv.includes('--json');
  return new Command(name)
    .exitOverride()
    .configureHelp({ helpWidth: 80 })
    .configureOutput(asJson ? { writeErr: () => {} } : {})
    .showHelpAfterError('Try --help.');
}

/** Runs the command that the arguments ask for, and sets the exit code. */
export async function runProgram(program: Command): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    const message = error.message.replace(/^error: /, '');
    if (process.argv.includes('--json')) printError('usage', message, {});
    process.exitCode = exitCodes.usage;
  }
}

/** Prints what the command answers, or why it did nothing. Faults of the program itself are thrown on. */
export async function answer(
  options: OutputOptions,
  command: () => Promise<Answer>,
): Promise<void> {
  try {
    const { ok, text, json } = await command();
    if (options.json) process.stdout.write(`${JSON.stringify({ ok, ...json }, null, 2)}\n`);
    else (ok ? process.stdout : process.stderr).write(`${text}\n`);
    if (!ok) process.exitCode = exitCodes.refused;
  } catch (error) {
    const message = error instanceof Refusal ? error.message : sentenceForOperator(error);
    if (message === null) throw error;
    const { code = 'failed' } = error as { code?: string };
    if (options.json) printError(code, message, error instanceof Refusal ? error.details : {});
    else process.stderr.write(`${wrapped(message)}\n`);
    process.exitCode = exitCodes.refused;
  }
}

function printError(code: string, message: string, details: Record<string, unknown>): void {
  const json = { ok: false, error: { code, message, ...details } };
  process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
}
