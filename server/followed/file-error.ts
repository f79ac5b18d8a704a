import type { Remark } from './yaml-source.ts';

/** A file that cannot be followed, with every mistake in it. */
export class FileError extends Error {
  readonly file: string;
  readonly mistakes: readonly Remark[];

  /** @param name what the file is, like `policy file` */
  constructor(name: string, file: string, mistakes: readonly Remark[]) {
    const lines = mistakes.map(({ line, text }) => `\n- line ${line}: ${text}`).join('');
    super(`The ${name} ${file} cannot be followed:${lines}`);
    this.name = 'FileError';
    this.file = file;
    this.mistakes = mistakes;
  }
}
