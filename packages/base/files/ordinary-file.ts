import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';

/** The path is a device, a pipe or a folder. Reading one may never end, and no file may replace one. */
export class NotAFileError extends Error {
  readonly code = 'not_a_file';
  readonly path: string;

  constructor(file: string) {
    super(`${file} is not an ordinary file.`);
    this.name = 'NotAFileError';
    this.path = file;
  }
}

class FileTooLargeError extends Error {
  readonly code = 'too_large';
  readonly path: string;

  constructor(file: string) {
    super(`${file} is larger than any such file.`);
    this.name = 'FileTooLargeError';
    this.path = file;
  }
}

/**
 * Reads a file that an operator named. For commands: it blocks.
 * @throws {NotAFileError}
 * @throws {FileTooLargeError}
 * @throws the system's error, with its `path`
 */
export function readOrdinaryFile(file: string, maxBytes: number): Buffer {
  // Without this flag, opening a pipe waits until somebody writes to it.
  const handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(handle).isFile()) throw new NotAFileError(file);
    const pieces: Buffer[] = [];
    let length = 0;
    for (;;) {
      const piece = Buffer.allocUnsafe(pieceBytes);
      const read = readSync(handle, piece);
      if (read === 0) return Buffer.concat(pieces, length);
      length += read;
      // The size of a file that another program writes to, or of one in /proc, says little.
      if (length > maxBytes) throw new FileTooLargeError(file);
      pieces.push(piece.subarray(0, read));
    }
  } finally {
    closeSync(handle);
  }
}

const pieceBytes = 256 * 1024;

/** For a file that something else reads, and that says where nothing is there. @throws {NotAFileError} */
export function expectOrdinaryFile(file: string): void {
  const there = statSync(file, { throwIfNoEntry: false });
  if (there && !there.isFile()) throw new NotAFileError(file);
}
