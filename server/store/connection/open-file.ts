import { renameSync, rmSync, statSync, type BigIntStats } from 'node:fs';
import Database from 'better-sqlite3';
import { LogFrames } from './log-frames.ts';
import { isSameFile, OpenDescriptor } from './open-descriptor.ts';

/** Why a connection may not go on: what is at its path is not what it has open. */
export type Replacement =
  /** Another file is at the path. */
  | 'file_replaced'
  /** The log was removed or replaced, so nothing that is written reaches the file. */
  | 'log_replaced'
  /** Another program truncated the log, or wrote over it. */
  | 'log_overwritten'
  /** Another program wrote the bytes of another database over the file. */
  | 'overwritten'
  /** A copy from before was put back through SQLite. */
  | 'put_back';

/** After the name of a database: the log of one that another program has replaced. A time follows. */
export const replacedMark = '.replaced-';

/** Where SQLite keeps `schema_version` and `user_version` in the first page of a file, and where both end. */
const [schemaAt, epochAt, headerLength] = [40, 60, 64];
const magic = 'SQLite format 3\0';
/** So that it goes on after every older copy, of an earlier life of this database too. */
const epochBegan = Date.UTC(2020, 0, 1);

/** As text, because the numbers of some file systems are too large for a double. */
export interface FileIds {
  file: string;
  log: string;
}

/** Of the first page, in the file or as SQLite reads it through the log. */
interface Header {
  epoch: number;
  schema: number;
}

interface Head {
  seq: number;
  hash: string;
}

/**
 * Notices that the file of a connection was replaced by another program. Nothing here opens the file: what
 * is read of it is read through the descriptor that SQLite has open.
 *
 * A file that is overwritten in place keeps its inode. So each checkpoint carries an epoch into the file that
 * is higher than the one before (`user_version`): one that goes back is that of an older copy. A copy that
 * SQLite itself puts back is known by the latest audit event, which is gone.
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
  /** Whether the log may hold epochs of others, between that of the file and the latest one. */
  #mayHoldOthers: boolean;
  readonly #followsRecord: boolean;
  #dataVersion: number;
  #head: Head | undefined;
  /** Whether the epoch in force is in the file already, so that the next transaction has to raise it. */
  #isEpochInFile = true;
  #isRaised = false;
  #isFirst = true;

  /** @param database that has read something, so that its log is open */
  constructor(file: string, database: Database.Database, { followsRecord = true }) {
    this.#followsRecord = followsRecord;
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
    this.#head = this.#latestEvent();
  }

  /** Tells the file and its log from any other on this machine. */
  get ids(): FileIds {
    return { file: idOf(this.#opened.file), log: idOf(this.#opened.log) };
  }

  /** Whether there is no file at the path at this moment. */
  get isAway(): boolean {
    return statSync(this.#file, { throwIfNoEntry: false }) === undefined;
  }

  /** Null while the file is the one that was opened, and what is in it goes on from what was there. */
  replacement(): Replacement | null {
    const now = statSync(this.#file, { bigint: true, throwIfNoEntry: false });
    if (!now || !isSameFile(now, this.#opened.file)) return 'file_replaced';
    const log = statSync(this.#log, { bigint: true, throwIfNoEntry: false });
    if (!log || !isSameFile(log, this.#opened.log)) return 'log_replaced';
    if (this.#isOverwritten(now)) return 'overwritten';
    if (this.#frames.isOverwritten()) return 'log_overwritten';
    return this.#isPutBack() ? 'put_back' : null;
  }

  /** To be called in each transaction at its beginning. */
  begun(mayWrite: boolean): void {
    this.#isRaised = mayWrite && this.#isEpochInFile;
    if (!this.#isRaised) return;
    const epoch = this.#database.pragma('user_version', { simple: true }) as number;
    const time = Math.floor((Date.now() - epochBegan) / 1000);
    // In the file it is higher where an older copy was put back through SQLite.
    const least = Math.max(epoch, this.#inFile?.epoch ?? 0) + 1;
    this.#database.pragma(`user_version = ${Math.max(least, time)}`);
  }

  /** To be called after each transaction that was committed. */
  committed(): void {
    this.#head = this.#latestEvent() ?? this.#head;
    if (!this.#isRaised) return;
    this.#isRaised = this.#isEpochInFile = false;
    // From now on the file itself is later than every copy. A command is done before one is put there.
    if (this.#isFirst && this.#followsRecord)
      this.#asked(() => this.#database.pragma('wal_checkpoint(passive)'));
    this.#isFirst = false;
  }

  #isOverwritten(now: BigIntStats): boolean {
    const { mtimeNs, ctimeNs, size } = this.#seen;
    if (now.mtimeNs === mtimeNs && now.ctimeNs === ctimeNs && now.size === size) return false;
    const found = this.#readHeader();
    if (this.#inFile && !found) return true;
    // After the file: what SQLite reads is never behind it.
    const latest = this.#latest();
    if (found && !this.#mayFollow(found, latest)) return true;
    this.#seen = now;
    this.#inFile = found;
    this.#isEpochInFile = !found || found.epoch === latest.epoch;
    if (this.#isEpochInFile) this.#mayHoldOthers = false;
    return false;
  }

  /** Whether a checkpoint may have written it: only what SQLite committed gets into the file. */
  #mayFollow(found: Header, latest: Header): boolean {
    const before = this.#inFile;
    if (!before || (found.epoch === before.epoch && found.schema === before.schema)) return true;
    if (found.epoch < before.epoch || found.epoch > latest.epoch) return false;
    if (found.schema > latest.schema) return false;
    if (found.epoch === before.epoch || found.epoch === latest.epoch) return true;
    return this.#mayHoldOthers || this.#version() !== this.#dataVersion;
  }

  /** Null where there is no first page, or where the system does not list descriptors. */
  #readHeader(): Header | null {
    const header = this.#firstPage.read(headerLength, 0);
    if (header?.toString('latin1', 0, magic.length) !== magic) return null;
    return { epoch: header.readInt32BE(epochAt), schema: header.readUInt32BE(schemaAt) };
  }

  #latest(): Header {
    const read = (name: string) => this.#database.pragma(name, { simple: true }) as number;
    return { epoch: read('user_version'), schema: read('schema_version') };
  }

  /** Only after a commit by another connection. */
  #isPutBack(): boolean {
    const version = this.#version();
    if (version === this.#dataVersion) return false;
    this.#mayHoldOthers = true;
    if (this.#head && !this.#has(this.#head)) return true;
    this.#dataVersion = version;
    this.#head = this.#latestEvent() ?? this.#head;
    return false;
  }

  #version(): number {
    return this.#database.pragma('data_version', { simple: true }) as number;
  }

  /** Undefined where there is none, or no table of them yet, or it does not matter. */
  #latestEvent(): Head | undefined {
    if (!this.#followsRecord) return undefined;
    return this.#asked(
      () =>
        this.#database
          .prepare('select seq, hash from audit_events order by seq desc limit 1')
          .get() as Head | undefined,
    ).found;
  }

  /** True also when it cannot be asked: the next query says why. */
  #has({ seq, hash }: Head): boolean {
    const select = 'select 1 from audit_events where seq = ? and hash = ?';
    const { found, code } = this.#asked(() => this.#database.prepare(select).get(seq, hash));
    return found !== undefined || (code !== undefined && code !== 'SQLITE_ERROR');
  }

  #asked<T>(ask: () => T): { found?: T; code?: string } {
    try {
      return { found: ask() };
    } catch (error) {
      if (error instanceof Database.SqliteError) return { code: error.code };
      throw error;
    }
  }
}

/**
 * Takes the log of a file that was replaced out of the way of the one that is there now: applied to that one,
 * it would mix both. Kept under another name. To be called when nothing here has it open.
 */
export function setLogAside(databaseFile: string, { log }: FileIds): void {
  const file = `${databaseFile}-wal`;
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  if (!found || idOf(found) !== log) return;
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  renameSync(file, `${databaseFile}${replacedMark}${stamp}.wal`);
  rmSync(`${databaseFile}-shm`, { force: true });
}

/** Whether another file is there than the one that was open before. */
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
