/** What a command has to say. */
export interface Answer {
  /** False when something was refused: exit code 1, and the text goes to standard error. */
  ok: boolean;
  /** For people, at most 80 columns wide. */
  text: string;
  /** For scripts: what `--json` prints, together with `ok`. */
  json: Record<string, unknown>;
}

/** What the exit code of every command means. */
export const exitCodes = { done: 0, refused: 1, usage: 2 } as const;

/** Why a command did nothing, in a sentence that says what to do next. */
export class Refusal extends Error {
  readonly code: string;
  /** More about it, for `--json`. */
  readonly details: Record<string, unknown>;

  constructor(code: string, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
  }
}
