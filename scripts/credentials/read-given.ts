import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Refusal } from '../cli/answer.ts';
import { reasonOf } from '../cli/file-fault.ts';
import { callersFolder } from '../enroll/callers-folder.ts';

/** All issuers of the world with their keys are some megabytes. */
const maxBytes = 64 * 1024 * 1024;

/** @param file relative to where the command was called @throws {Refusal} */
export async function readGiven(file: string): Promise<Buffer> {
  const place = path.resolve(callersFolder(), file);
  try {
    const { size } = await stat(place);
    if (size > maxBytes) throw new Refusal('too_large', `${file} is larger than 64 MB.`);
    return await readFile(place);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new Refusal('unreadable_file', `${file} cannot be read: ${reasonOf(code)}.`);
  }
}
