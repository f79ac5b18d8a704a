import { renameSync, rmSync, statSync, type BigIntStats } from 'node:fs';
import Database from 'better-sqlite3';
import type { Journal } from '../definition.ts';
import { LogFrames } from './log-frames.ts';
import { isSameFile, OpenDescriptor } from './open-descriptor.ts';

/** Why a connection may not go on: the file at its path is not the file that it has open. */
export type Replacement =
  /** Another file is at the path. */
  | 'file_replaced'
  /** The log was removed or replaced, so writes no longer reach the file. */
  | 'log_replaced'
  /** Another program truncated the log, or wrote over it. */
  | 'log_overwritten'
  /** Another program wrote the bytes of another database over the file. */
  | 'overwritten'
  /** An older copy was put back through SQLite. */
  | 'put_back';

/** Suffix of a log whose database another program has replaced. A time follows. */
export const replacedMark = '.replaced-';

/** Offsets of `schema_version` and `user_version` in a file's first page, and the end of both. */
const [schemaAt, epochAt, headerLength] = [40, 60, 64];
const magic = 'SQLite format 3\0';
/** Epochs count seconds from this date, so that each is higher than the epochs of all older copies. */
const epochBegan = Date.UTC(2020, 0, 1);

/** Ids are text, because the numbers of some file systems are too large for a double. */
export interface FileIds {
  file: string;
  log: string;
}

/** Two fields of the first page, from the file itself or as SQLite reads them through the log. */
interface Header {
  epoch: number;
  schema: number;
}

/** The latest row of the journal. */
interface Head {
  number: number;
  hash: string;
}

/**
 * Notices that another program replaced the file of a connection. Nothing here opens the file: all reads use
 * the descriptor that SQLite has open.
 *
 * A file that is overwritten in place keeps its inode. So each checkpoint writes a higher epoch (`user_version`)
 * into the file, and a lower epoch shows an older copy. When SQLite itself puts a copy back, the latest row of
 * the journal is missing.
 */
export class OpenFile {
  readonly #file: string;
  readonly #log: string;
  readonly #database: Database.Database;
  readonly #opened: { file: BigIntStats; log: BigIntStats };
  readonly #firstPage: OpenDescriptor;
  readonly #frames: LogFrames;
  #seen: BigIntStats;
  #inFile: Header | null;
  /** Whether the log may hold epochs of other processes, between the file's epoch and the latest one. */
  #mayHoldOthers: boolean;
  readonly #journal: Journal | null;
  #dataVersion: number;
  #head: Head | undefined;
  /** Whether the file already has the current epoch, so that the next transaction has to raise it. */
  #isEpochInFile = true;
  #isRaised = false;
  #isFirst = true;

  /** @param database a connection that has run a query, so that its log is open */
  constructor(file: string, database: Database.Database, journal: Journal | null) {
    this.#journal = journal;
    this.#file = file;
    this.#log = `${file}-wal`;
    this.#database = database;
    this.#opened = { file: statOf(file), log: statOf(this.#log) };
    this.#seen = this.#opened.file;
    this.#firstPage = new OpenDescriptor(this.#seen);
    this.#frames = new LogFrames(file, this.#opened.log);
    this.#inFile = this.#readHeader();
    this.#mayHoldOthers = this.#inFile?.epoch !== this.#latest().epoch;
    this.#dataVersion = this.#version();
    this.#head = this.#latestRow();
  }

  /** Identifies the file and its log among all files of this machine. */
  get ids(): FileIds {
    return { file: idOf(this.#opened.file), log: idOf(this.#opened.log) };
  }

  /** Whether there is no file at the path now. */
  get isAway(): boolean {
    return statSync(this.#file, { throwIfNoEntry: false }) === undefined;
  }

  /** Null while the file is the one that was opened and its contents continue the earlier ones. */
  replacement(): Replacement | null {
    const now = statSync(this.#file, { bigint: true, throwIfNoEntry: false });
    if (!now || !isSameFile(now, this.#opened.file)) return 'file_replaced';
    const log = statSync(this.#log, { bigint: true, throwIfNoEntry: false });
    if (!log || !isSameFile(log, this.#opened.log)) return 'log_replaced';
    if (this.#isOverwritten(now)) return 'overwritten';
    if (this.#frames.isOverwritten()) return 'log_overwritten';
    return this.#isPutBack() ? 'put_back' : null;
  }

  /** Call this at the beginning of each transaction. */
  noteBegin(mayWrite: boolean): void {
    this.#isRaised = mayWrite && this.#isEpochInFile;
    if (!this.#isRaised) return;
    const epoch = this.#database.pragma('user_version', { simple: true }) as number;
    const time = Math.floor((Date.now() - epochBegan) / 1000);
    // The file's epoch is higher where an older copy was put back through SQLite.
    const least = Math.max(epoch, this.#inFile?.epoch ?? 0) + 1;
    this.#database.pragma(`user_version = ${Math.max(least, time)}`);
  }

  /** Call this after each committed transaction. */
  noteCommit(): void {
    this.#head = this.#latestRow() ?? this.#head;
    if (!this.#isRaised) return;
    this.#isRaised = this.#isEpochInFile = false;
    // A checkpoint now makes the file later than every copy, because a command ends before its copy is put back.
    if (this.#isFirst && this.#journal)
      this.#ask(() => this.#database.pragma('wal_checkpoint(passive)'));
    this.#isFirst = false;
  }

  #isOverwritten(now: BigIntStats): boolean {
    const { mtimeNs, ctimeNs, size } = this.#seen;
    if (now.mtimeNs === mtimeNs && now.ctimeNs === ctimeNs && now.size === size) return false;
    const found = this.#readHeader();
    if (this.#inFile && !found) return true;
    // Read after the file: SQLite's view is never behind the file.
    const latest = this.#latest();
    if (found && !this.#mayFollow(found, latest)) return true;
    this.#seen = now;
    this.#inFile = found;
    this.#isEpochInFile = !found || found.epoch === latest.epoch;
    if (this.#isEpochInFile) this.#mayHoldOthers = false;
    return false;
  }

  /** Whether a checkpoint may have written this header. A checkpoint writes only what SQLite committed. */
  #mayFollow(found: Header, latest: Header): boolean {
    const before = this.#inFile;
    if (!before || (found.epoch === before.epoch && found.schema === before.schema)) return true;
    if (found.epoch < before.epoch || found.epoch > latest.epoch) return false;
    if (found.schema > latest.schema) return false;
    if (found.epoch === before.epoch || found.epoch === latest.epoch) return true;
    return this.#mayHoldOthers || this.#version() !== this.#dataVersion;
  }

  /** Null where there is no first page or the system does not list descriptors. */
  #readHeader(): Header | null {
    const header = this.#firstPage.read(headerLength, 0);
    if (header?.toString('latin1', 0, magic.length) !== magic) return null;
    return { epoch: header.readInt32BE(epochAt), schema: header.readUInt32BE(schemaAt) };
  }

  #latest(): Header {
    const read = (name: string) => this.#database.pragma(name, { simple: true }) as number;
    return { epoch: read('user_version'), schema: read('schema_version') };
  }

  /** Searches for the latest known row of the journal, but only after a commit by another connection. */
  #isPutBack(): boolean {
    const version = this.#version();
    if (version === this.#dataVersion) return false;
    this.#mayHoldOthers = true;
    if (this.#head && !this.#has(this.#head)) return true;
    this.#dataVersion = version;
    this.#head = this.#latestRow() ?? this.#head;
    return false;
  }

  #version(): number {
    return this.#database.pragma('data_version', { simple: true }) as number;
  }

  /** Undefined where there is no row or no table yet, or where the connection follows no journal. */
  #latestRow(): Head | undefined {
    if (!this.#journal) return undefined;
    const { table, number, hash } = this.#journal;
    const latest = `select ${number} as number, ${hash} as hash from ${table} order by ${number} desc limit 1`;
    return this.#ask(() => this.#database.prepare(latest).get() as Head | undefined).found;
  }

  /** True also when the query fails: the next query reports the error. */
  #has(head: Head): boolean {
    if (!this.#journal) return true;
    const { table, number, hash } = this.#journal;
    const select = `select 1 from ${table} where ${number} = ? and ${hash} = ?`;
    const find = () => this.#database.prepare(select).get(head.number, head.hash);
    const { found, code } = this.#ask(find);
    return found !== undefined || (code !== undefined && code !== 'SQLITE_ERROR');
  }

  #ask<T>(ask: () => T): { found?: T; code?: string } {
    try {
      return { found: ask() };
    } catch (error) {
      if (error instanceof Database.SqliteError) return { code: error.code };
      throw error;
    }
  }
}

/**
 * Renames the log of a replaced file. SQLite would apply that log to the file that is there now and mix
 * both. Call this only when nothing in this process has the log open.
 */
export function setLogAside(databaseFile: string, { log }: FileIds): void {
  const file = `${databaseFile}-wal`;
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  if (!found || idOf(found) !== log) return;
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  renameSync(file, `${databaseFile}${replacedMark}${stamp}.wal`);
  rmSync(`${databaseFile}-shm`, { force: true });
}

/** Whether the file differs from the one that was open before. */
export function isOther(databaseFile: string, before: FileIds): boolean {
  const found = statSync(databaseFile, { bigint: true, throwIfNoEntry: false });
  return found !== undefined && idOf(found) !== before.file;
}

function idOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}

function statOf(file: string): BigIntStats {
  return statSync(file, { bigint: true });
}
