import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { FileError } from './file-error.ts';

/** Where a file is looked for. */
export interface FilePlace {
  file: string;
  /** Whether somebody said that it is there. Else it may be missing. */
  isExpected: boolean;
}

/** A file's text with its fingerprint; both null when there is no file. */
export type FileText = { text: string; sha256: string } | { text: null; sha256: null };

const longestBytes = 256 * 1024;

/**
 * @param name what the file is, like `policy file`
 * @throws {FileError} when the file cannot be read, or is not there although it is expected
 */
export async function readFileText(
  name: string,
  { file, isExpected }: FilePlace,
): Promise<FileText> {
  const refused = (text: string) => new FileError(name, file, [{ line: 1, text }]);
  try {
    const { size } = await stat(file);
    if (size > longestBytes) throw refused('The file is longer than 256 KB.');
    const text = await readFile(file, 'utf8');
    return { text, sha256: createHash('sha256').update(text).digest('hex') };
  } catch (error) {
    if (error instanceof FileError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw refused(`It cannot be read (${code}). Look at its permissions.`);
    if (isExpected) throw refused('There is no such file.');
    return { text: null, sha256: null };
  }
}
