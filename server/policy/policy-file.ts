import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { PolicyError } from './policy-error.ts';

/** Where the policy is looked for. */
export interface PolicyPlace {
  file: string;
  /** Whether somebody said that it is there. Else it may be missing, and everybody's face is asked for. */
  isExpected: boolean;
}

/** A policy file's text with its fingerprint; both null when there is no file. */
export type PolicyText = { text: string; sha256: string } | { text: null; sha256: null };

const longestBytes = 256 * 1024;

/** @throws {PolicyError} when the file cannot be read, or is not there although it is expected */
export async function readPolicyText({ file, isExpected }: PolicyPlace): Promise<PolicyText> {
  try {
    const { size } = await stat(file);
    if (size > longestBytes) throw refused(file, 'The file is longer than 256 KB.');
    const text = await readFile(file, 'utf8');
    return { text, sha256: createHash('sha256').update(text).digest('hex') };
  } catch (error) {
    if (error instanceof PolicyError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !isExpected) return { text: null, sha256: null };
    const sentence =
      code === 'ENOENT'
        ? 'There is no such file.'
        : `It cannot be read (${code}). Look at its permissions.`;
    throw refused(file, sentence);
  }
}

function refused(file: string, text: string): PolicyError {
  return new PolicyError(file, [{ line: 1, text }]);
}
