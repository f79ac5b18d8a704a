import { readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { RefusalError } from './answer.ts';
import { reasonOf } from './program.ts';

/** A master list of all states has a few megabytes. */
const maxBytes = 64 * 1024 * 1024;

/** @param file relative to the command's working folder @throws {RefusalError} */
export async function readGiven(file: string): Promise<Buffer> {
  const place = path.resolve(file);
  try {
    const { size } = await stat(place);
    if (size > maxBytes) throw new RefusalError('too_large', `${file} is larger than 64 MB.`);
    return await readFile(place);
  } catch (error) {
    if (error instanceof RefusalError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new RefusalError('unreadable_file', `${file} cannot be read: ${reasonOf(code)}.`);
  }
}

/** The one secret in a file; `-` is standard input. */
export function secretInFile(file: string): string {
  return readFileSync(file === '-' ? 0 : file, 'utf8').trim();
}
