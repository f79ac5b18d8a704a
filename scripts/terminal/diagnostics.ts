import type { Diagnostic } from '#base/schema';
import type { FileState } from '#base/reloadable';
import { oneLine, printable } from '#base/text';
import { RefusalError } from './answer.ts';
import { wrapText } from './text.ts';

/** Each remark with its line, at most 80 columns wide. */
export function remarksText(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(({ line, text }) => wrapText(printable`line ${line}: ${text}`, '  ', '  '))
    .join('\n');
}

/** Refuses a file that cannot be followed, with every mistake. */
export function mistakesRefusal(
  code: string,
  { file, mistakes }: Pick<FileState<unknown>, 'file' | 'mistakes'>,
): RefusalError {
  const count = mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`;
  const text = `${oneLine(file)} has ${count}; a running service keeps what it followed before.\n${remarksText(mistakes)}`;
  return new RefusalError(code, text, { file, mistakes });
}
