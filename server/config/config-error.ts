import { OperatorError } from '../platform/operator-error.ts';

/** Every mistake in the configuration at once, each in a sentence that names the variable. */
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
