/**
 * The command's name on this machine, for texts that say what to type: `./vestibule` in a clone, `sudo vestibule`
 * beside an installed service.
 */
export const vestibule = calledAs(process.env, process.argv[1]);

/** Makes a running service read its files again. */
export const reloadCommand = 'systemctl reload vestibule';

function calledAs(env: NodeJS.ProcessEnv, program = ''): string {
  // Set by the script that runs a command beside the service.
  if (env['CALLED_AS']) return env['CALLED_AS'];
  // systemd sets this for the service and for the command beside it.
  if (env['CREDENTIALS_DIRECTORY']) return 'sudo vestibule';
  // The program was found on the PATH, for example after `npm link`.
  return program.endsWith('/vestibule') ? 'vestibule' : './vestibule';
}

/** An error that an operator can fix. Its message is a sentence that says what to do next. */
export class OperatorError extends Error {
  operatorSentence(): string {
    return this.message;
  }
}

/** An operator error with a code, for callers that distinguish errors. */
export class CodedError<Code extends string> extends OperatorError {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Why the command did nothing, in a sentence that says what to do next. */
export class RefusalError extends CodedError<string> {
  /** Details for `--json`. */
  readonly details: Record<string, unknown>;

  constructor(code: string, message: string, details: Record<string, unknown> = {}) {
    super(code, message);
    this.details = details;
  }
}

/** An error of a library, or one that has an operator's sentence only for some codes. */
interface MaybeForOperator {
  operatorSentence(): string | null;
}

/**
 * The sentence for the operator if they can fix the error. Null for a bug, whose stack says more.
 */
export function sentenceForOperator(error: unknown): string | null {
  if (hasSentence(error)) return error.operatorSentence();
  const { code, path, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use: is Vestibule running already? "ss -ltnp" names the program that has it. Stop that, or choose another port (VESTIBULE_HOOK_PORT, VESTIBULE_LOBBY_PORT).`;
  }
  if (path !== undefined && (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')) {
    return `${path} may not be read or written by this account (${code}): look at its owner and its permissions.`;
  }
  return null;
}

function hasSentence(error: unknown): error is MaybeForOperator {
  return error instanceof Error && 'operatorSentence' in error;
}

/** All mistakes in the configuration, each in a sentence that names the variable. */
export class ConfigError extends OperatorError {
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(
      `The configuration has ${mistakes.length === 1 ? 'a mistake' : 'mistakes'}:\n- ${mistakes.join('\n- ')}`,
    );
    this.name = 'ConfigError';
    this.mistakes = mistakes;
  }
}
