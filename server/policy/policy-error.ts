import type { Remark } from './yaml-source.ts';

/** A policy file that cannot be followed, with every mistake in it. */
export class PolicyError extends Error {
  readonly file: string;
  readonly mistakes: readonly Remark[];

  constructor(file: string, mistakes: readonly Remark[]) {
    const lines = mistakes.map(({ line, text }) => `\n- line ${line}: ${text}`).join('');
    super(`The policy file ${file} cannot be followed:${lines}`);
    this.name = 'PolicyError';
    this.file = file;
    this.mistakes = mistakes;
  }
}
