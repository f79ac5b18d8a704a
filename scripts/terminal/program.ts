import { Command as PlainCommand, CommanderError, InvalidArgumentError } from 'commander';
import { sentenceForOperator } from '#server/platform/operator-error.ts';
import { terminalText, printable } from '#base/text';
import { exitCodes, RefusalError, type CommandResult } from './answer.ts';
import { print, printJson, wrapText } from './text.ts';

export interface OutputOptions {
  json?: boolean;
}

/** The end of a command's help. */
export const exitCodesHelp = `Exit codes:
  0  done
  1  refused; the reason was printed
  2  the command was not understood`;

/** The end of a command group's help. */
export const groupHelp = `Every command takes --help with more examples, and --json for scripts.

${exitCodesHelp}`;

/** A command with one description, which answers in words or as JSON. */
export class Command extends PlainCommand {
  override createCommand(name: string): Command {
    return new Command(name);
  }

  /** @param summary for the list of commands @param description for its own help; default: the summary as a sentence */
  about(summary: string, description = `${summary[0]?.toUpperCase()}${summary.slice(1)}.`): this {
    return this.summary(summary).description(description);
  }

  withCommands(...commands: readonly Command[]): this {
    for (const command of commands) this.addCommand(command);
    return this;
  }

  /** Adds a command of earlier versions, which only says what to do instead. */
  withGone(command: Command): this {
    this.addCommand(command, { hidden: true });
    return this;
  }

  /** Sets the command's work. @param work gets the arguments, then the options */
  answers<Given extends unknown[]>(work: (...given: Given) => Promise<CommandResult>): this {
    return this.option('--json', 'print JSON').action((...given: unknown[]) =>
      // Commander's last argument is the command itself.
      answer(given.at(-2) as OutputOptions, () => work(...(given as Given))),
    );
  }
}

/** For an option that may be given several times. */
export function collectValues(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** Parses an option that is a whole number. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

/** A command line that reports mistakes with the usage exit code, and as JSON if requested. */
export function createProgram(name: string): Command {
  const inWords = () => !process.argv.includes('--json');
  return (
    new Command(name)
      .exitOverride()
      .configureHelp({ helpWidth: 80 })
      // Prints each mistake only once: in wrapped words or as JSON.
      .configureOutput({
        outputError: (text, write) => {
          if (inWords()) write(terminalText(wrapText(text)));
        },
        writeErr: (text) => {
          if (inWords()) process.stderr.write(text);
        },
      })
      .showHelpAfterError('Try --help.')
  );
}

/**
 * Runs the command that the arguments name, and sets the exit code. Rethrows the program's own errors.
 * @param program or a function that makes it, whose errors are reported in the same way
 * @param atFault the exit code after an error that the caller can fix
 */
export async function runProgram(
  program: PlainCommand | (() => Promise<PlainCommand>),
  atFault: number = exitCodes.refused,
): Promise<void> {
  // The reader may close the pipe early; the command still finishes its work.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    await (typeof program === 'function' ? await program() : program).parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      const message = messageOf(error);
      if (message === null) throw error;
      if (process.argv.includes('--json')) printError(codeOf(error), message, {});
      else print(wrapText(message), process.stderr);
      process.exitCode = atFault;
      return;
    }
    if (error.exitCode === 0) return;
    const message = error.message.replace(/^error: /, '');
    if (process.argv.includes('--json')) printError('usage', message, {});
    process.exitCode = exitCodes.usage;
  }
}

/** Prints a command's result, or why it did nothing. Rethrows the program's own errors. */
export async function answer(
  options: OutputOptions,
  command: () => Promise<CommandResult>,
): Promise<void> {
  try {
    const { ok, text, json } = await command();
    if (options.json) printJson({ ok, ...json }, 2);
    else print(text, ok ? process.stdout : process.stderr);
    if (!ok) process.exitCode = exitCodes.refused;
  } catch (error) {
    const message = messageOf(error);
    if (message === null) throw error;
    if (options.json)
      printError(codeOf(error), message, error instanceof RefusalError ? error.details : {});
    else print(wrapText(message), process.stderr);
    process.exitCode = exitCodes.refused;
  }
}

/** A sentence about an error that the caller can fix; null for a bug. */
function messageOf(error: unknown): string | null {
  if (error instanceof RefusalError) return error.message;
  return sentenceForOperator(error) ?? fileFault(error);
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? 'failed';
}

function printError(code: string, message: string, details: Record<string, unknown>): void {
  printJson({ ok: false, error: { code, message, ...details } }, 2);
}

/** Why a file or folder is unavailable, by the system's error code. */
const reasons: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  EEXIST: 'it is there already',
  not_a_file: 'it is a folder, a device or a pipe',
  too_large: 'it is larger than any such file',
  EACCES: 'it may not be used by this account',
  EPERM: 'it may not be used by this account',
  EROFS: 'its disk may only be read',
  ENOSPC: 'the disk is full',
};

/** The reason in words; the code itself if it is rare. */
export function reasonOf(code: string | undefined): string {
  return reasons[code ?? ''] ?? code ?? 'for a reason that is not known';
}

/** The fault of a file that a command was given; null when the error names no file. */
export function fileFault(error: unknown): string | null {
  const { code, path } = error as NodeJS.ErrnoException;
  // Opening a folder succeeds and only reading fails; that error has no path.
  if (path === undefined && code === 'EISDIR') return 'A folder was given where a file is wanted.';
  if (path === undefined || code === undefined || !Object.hasOwn(reasons, code)) return null;
  return printable`${path} cannot be read or written: ${reasonOf(code)}.`;
}
