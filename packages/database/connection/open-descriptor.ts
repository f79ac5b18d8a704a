import { fstatSync, readdirSync, readSync, type BigIntStats } from 'node:fs';

/**
 * Reads a file through a descriptor that SQLite has open in this process. Opening and closing the file here
 * would drop SQLite's locks.
 */
export class OpenDescriptor {
  readonly #file: BigIntStats;
  #number: number | undefined;

  constructor(file: BigIntStats) {
    this.#file = file;
  }

  /** Null where the file is shorter or the system does not list descriptors. */
  read(length: number, position: number): Buffer | null {
    for (const descriptor of this.#candidates()) {
      const found = this.#readFrom(descriptor, length, position);
      if (found === undefined) continue;
      this.#number = descriptor;
      return found;
    }
    return null;
  }

  *#candidates(): Iterable<number> {
    if (this.#number !== undefined) yield this.#number;
    yield* descriptors();
  }

  /** Undefined when the descriptor belongs to another file. */
  #readFrom(descriptor: number, length: number, position: number): Buffer | null | undefined {
    const found = Buffer.alloc(length);
    try {
      if (!this.#isMine(descriptor)) return undefined;
      const read = readSync(descriptor, found, 0, length, position);
      // Another thread may have closed the descriptor meanwhile, and its number may belong to another file.
      if (!this.#isMine(descriptor)) return undefined;
      return read === length ? found : null;
    } catch {
      return undefined;
    }
  }

  #isMine(descriptor: number): boolean {
    return isSameFile(fstatSync(descriptor, { bigint: true }), this.#file);
  }
}

export function isSameFile(one: BigIntStats, other: BigIntStats): boolean {
  return one.ino === other.ino && one.dev === other.dev;
}

function descriptors(): number[] {
  try {
    return readdirSync('/proc/self/fd').map(Number);
  } catch {
    return [];
  }
}
