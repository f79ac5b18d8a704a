import { readOrdinaryFile } from '#base/files';

/** Longer than every setting, secret, key and certificate. */
const mostBytes = 64 * 1024;

const inWords: Record<string, string> = {
  not_a_file: 'no regular file',
  too_large: 'more than 64 kB',
};

/**
 * Reads a short text file. Never waits for a pipe or a device, and never reads one. @throws an error whose code says why
 */
export function readSmallFile(file: string): string {
  try {
    return readOrdinaryFile(file, mostBytes).toString();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw Object.assign(new Error(code), { code: inWords[code] ?? code });
  }
}
