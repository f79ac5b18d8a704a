import path from 'node:path';
import { readFileSync } from 'node:fs';
import { readOrdinaryFile } from '#base/files';
import { printable } from '#base/text';
import { RefusalError } from './answer.ts';
import { reasonOf } from './program.ts';

/** Larger than a list of people, a master list of all states, or a model. */
const maxBytes = 256 * 1024 * 1024;

interface Refusal {
  code: string;
  /** Begins the sentence: "The table". Default: the file's name. */
  what?: string;
  maxBytes?: number;
}

/** @param file relative to the command's working folder @throws {RefusalError} */
export function readGiven(file: string, refusal: Refusal = { code: 'unreadable_file' }): Buffer {
  const place = path.resolve(file);
  try {
    return readOrdinaryFile(place, refusal.maxBytes ?? maxBytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const { what = file } = refusal;
    throw new RefusalError(refusal.code, printable`${what} cannot be read: ${reasonOf(code)}.`);
  }
}

/** A secret has one line. */
const secretBytes = 64 * 1024;

/** The one secret in a file; `-` is standard input. */
export function secretInFile(file: string): string {
  const bytes = file === '-' ? readFileSync(0) : readOrdinaryFile(path.resolve(file), secretBytes);
  return bytes.toString().trim();
}
