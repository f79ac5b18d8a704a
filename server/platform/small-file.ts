import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** Longer than every setting, secret, key and certificate. */
const mostBytes = 64 * 1024;

/**
 * Reads a short text file. Never waits for a pipe or a device, and never reads one. @throws an error whose code says why
 */
export function readSmallFile(file: string): string {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(descriptor).isFile()) throw unusable('no regular file');
    const bytes = Buffer.alloc(mostBytes + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length <= mostBytes; length += read) {
      read = readSync(descriptor, bytes, length, bytes.length - length, null);
    }
    if (length > mostBytes) throw unusable('more than 64 kB');
    return bytes.toString('utf8', 0, length);
  } finally {
    closeSync(descriptor);
  }
}

function unusable(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
