import { statSync, type BigIntStats } from 'node:fs';
import { endianness } from 'node:os';
import { OpenDescriptor } from './open-descriptor.ts';

/** Sizes and offsets of SQLite's WAL format, https://sqlite.org/walformat.html. */
const [logHeaderLength, frameHeaderLength, indexHeaderLength] = [32, 24, 48];
/** Each look may meet a writer that changes the index. A change takes microseconds. */
const mostLooks = 5;

interface Commit {
  lastFrame: number;
  pageSize: number;
  salts: Buffer;
  /** The checksum of the last frame, which covers all frames before it. */
  checksum: Buffer;
}

/**
 * Notices that another program truncated the log or wrote over it. The index of the log (`-shm`) names the
 * last committed frame with its checksum. The log has to contain that frame.
 */
export class LogFrames {
  readonly #log: OpenDescriptor;
  readonly #index: OpenDescriptor;

  /** @param databaseFile the database whose log SQLite has open */
  constructor(databaseFile: string, log: BigIntStats) {
    this.#log = new OpenDescriptor(log);
    this.#index = new OpenDescriptor(statSync(`${databaseFile}-shm`, { bigint: true }));
  }

  /** False when unknown, for example beside a writer that does not pause. */
  isOverwritten(): boolean {
    for (let look = 0; look < mostLooks; look++) {
      const before = this.#indexHeader();
      if (!before) continue;
      if (this.#has(commitOf(before))) return false;
      // The index changes before the log begins again, so the same index means the same frames.
      if (this.#indexHeader()?.equals(before)) return true;
    }
    return false;
  }

  /** Null while a process writes the index: the index holds the header twice, and the copies differ. */
  #indexHeader(): Buffer | null {
    const found = this.#index.read(2 * indexHeaderLength, 0);
    if (!found) return null;
    const first = found.subarray(0, indexHeaderLength);
    return first.equals(found.subarray(indexHeaderLength)) ? first : null;
  }

  #has({ lastFrame, pageSize, salts, checksum }: Commit): boolean {
    if (lastFrame === 0) return true;
    const header = this.#log.read(logHeaderLength, 0);
    if (!header?.subarray(16, 24).equals(salts)) return false;
    const start = logHeaderLength + (lastFrame - 1) * (frameHeaderLength + pageSize);
    // Reads the frame to its last byte, because a shorter log lacks the end of a page.
    const frame = this.#log.read(frameHeaderLength + pageSize, start);
    if (!frame?.subarray(8, 16).equals(salts)) return false;
    return frame.subarray(16, 24).equals(checksum);
  }
}

/** The index uses the byte order of the machine; the log is big-endian. */
function commitOf(header: Buffer): Commit {
  const isLittle = endianness() === 'LE';
  const number = (at: number) => (isLittle ? header.readUInt32LE(at) : header.readUInt32BE(at));
  const size = isLittle ? header.readUInt16LE(14) : header.readUInt16BE(14);
  const checksum = Buffer.alloc(8);
  checksum.writeUInt32BE(number(24), 0);
  checksum.writeUInt32BE(number(28), 4);
  return {
    lastFrame: number(16),
    pageSize: size === 1 ? 65_536 : size,
    salts: header.subarray(32, 40),
    checksum,
  };
}
