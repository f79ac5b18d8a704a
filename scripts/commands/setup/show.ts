import { styleText } from 'node:util';
import { structuredPatch } from 'diff';
import { wrapped } from '../../terminal/text.ts';
import type { PlannedFile } from './plan.ts';
import type { Present } from './present.ts';

/** A file that would be written, beside what is there. */
export interface Change {
  file: PlannedFile;
  /** Null when there is no such file. */
  before: string | null;
}

/** Those that are not as they are to be. */
export function changesTo(files: readonly PlannedFile[], { read }: Present): Change[] {
  return files
    .map((file) => ({ file, before: read(file.path) }))
    .filter(({ file, before }) => before !== file.content);
}

/** The file as it is to be, or what changes in it; secrets as dots. */
export function changeText({ file, before }: Change): string {
  const mode = file.mode.toString(8).padStart(4, '0');
  const state = before === null ? 'new' : 'changed';
  const head = coloured('yellow', wrapped(`${file.path}  (${state}, ${mode})`));
  const lines = before === null ? linesOf(file.content) : differing(before, file.content);
  return [head, `# ${file.purpose}`, '', ...lines.map((line) => shown(line, file.secrets))].join(
    '\n',
  );
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

/** Three lines around each change, as every diff has them. */
function differing(before: string, after: string): string[] {
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: 3 });
  return hunks.flatMap(({ lines, oldStart }) => [`@@ line ${oldStart}`, ...lines]);
}

function shown(line: string, secrets: readonly string[]): string {
  const hidden = secrets.reduce(
    (text, secret) => text.replaceAll(secret, `(hidden, ${secret.length} characters)`),
    line,
  );
  if (line.startsWith('+')) return coloured('green', hidden);
  return line.startsWith('-') ? coloured('red', hidden) : hidden;
}

function coloured(colour: 'red' | 'green' | 'yellow', text: string): string {
  return styleText(colour, text, { stream: process.stdout });
}
