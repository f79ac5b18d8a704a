import { structuredPatch } from 'diff';

/** A file with its planned contents. */
export interface PlannedFile {
  /** Absolute path. */
  path: string;
  /** Purpose in a few words. */
  purpose: string;
  mode: number;
  content: string;
  /** Parts of the present and planned contents that must not be shown. */
  secrets: readonly string[];
}

/** A planned file with its present contents. */
export interface Change {
  file: PlannedFile;
  /** Null when the file does not exist. */
  before: string | null;
}

/**
 * The files whose contents would change.
 * @param read the contents of a file; null when it does not exist
 */
export function changesTo(
  files: readonly PlannedFile[],
  read: (file: string) => string | null,
): Change[] {
  return files
    .map((file) => ({ file, before: read(file.path) }))
    .filter(({ file, before }) => before !== file.content);
}

/** The lines of a new file, or its differences with `+` and `-`, and three lines around each; secrets are hidden. */
export function changedLines({ file, before }: Change): string[] {
  const lines = before === null ? linesOf(file.content) : differing(before, file.content);
  return lines.map((line) => withoutSecrets(line, file.secrets));
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

function differing(before: string, after: string): string[] {
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: 3 });
  return hunks.flatMap(({ lines, oldStart }) => [`@@ line ${oldStart}`, ...lines]);
}

function withoutSecrets(line: string, secrets: readonly string[]): string {
  return secrets.reduce(
    (text, secret) => text.replaceAll(secret, `(hidden, ${secret.length} characters)`),
    line,
  );
}
