import { Worker } from 'node:worker_threads';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import { QueryError, DatabaseError } from '../errors.ts';
import { toStoredValue } from '../row-codec.ts';
import type { Journal } from '../definition.ts';
import type { FileCheck } from '../integrity.ts';
import type { FileIds, Replacement } from './open-file.ts';
import { unpackBlobs, type PackedColumn } from './packed-blobs.ts';
import { within } from '#base/time';

interface Waiting {
  resolve(result: StatementResult): void;
  reject(error: Error): void;
}

/** Long enough for one write of a command beside the service. Queries that have queued wait no longer for a lock. */
const shortLockMs = 100;

/**
 * A connection to SQLite, which lives in a thread of its own. A dead thread stays dead: another connection
 * cannot go on with a transaction that the dead one left half done.
 */
export class ThreadConnection implements DatabaseConnection {
  readonly #settings: ConnectionSettings;
  readonly #onDeath: (error: DatabaseError) => void;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lockWaitMs: number;
  #gone: DatabaseError | undefined;
  #files: FileIds | null = null;
  #exited: Promise<void> = Promise.resolve();
  #lastId = 0;

  /** @param onDeath called once with the reason when the thread ends although nobody closed it */
  constructor(settings: ConnectionSettings, onDeath: (error: DatabaseError) => void) {
    this.#settings = settings;
    this.#lockWaitMs = settings.busyTimeoutMs;
    this.#onDeath = onDeath;
  }

  /** @throws {QueryError} when SQLite cannot open the file. */
  async open(): Promise<void> {
    // Names the compiled file: the compiler does not rewrite the path of a worker thread.
    const worker = new Worker(new URL('./thread.js', import.meta.url), {
      workerData: this.#settings,
      name: 'sqlite',
      // The thread needs nothing that the main thread preloads.
      execArgv: [],
    });
    await new Promise<void>((resolve, reject) => {
      worker.once('message', (response: Response) => {
        if (response.kind === 'open') {
          this.#files = response.files;
          resolve();
        } else if (response.kind === 'open_failed') {
          reject(new QueryError(response.code, response.message));
        } else if (response.kind === 'replaced') {
          reject(replacedError(this.#settings, response.why));
        }
      });
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('The database thread ended while it opened.')));
    });
    this.#worker = worker;
    this.#exited = new Promise((resolve) => worker.once('exit', () => resolve()));
    worker.on('message', (response: Response) => this.#receive(response));
    worker.on('error', (error) => this.#die(error));
    worker.on('exit', () => this.#die());
  }

  /** Null before the connection is open. */
  get files(): FileIds | null {
    return this.#files;
  }

  /** The error that says that another program replaced the file; undefined while the file is the same. */
  get replaced(): DatabaseError | undefined {
    return this.#gone?.code === 'store_replaced' ? this.#gone : undefined;
  }

  /** Whether the thread has died or the connection was closed. */
  get isGone(): boolean {
    return this.#gone !== undefined;
  }

  /**
   * Call this before the next query of a caller. Only the first query waits the full time for a lasting lock.
   * Otherwise every query in the queue would wait longer than the one before.
   * @param waitedMs how long the caller has waited for this connection
   */
  takenAfter(waitedMs: number): void {
    const { busyTimeoutMs } = this.#settings;
    const hasWaited = waitedMs > busyTimeoutMs / 2;
    this.#lockWaitMs = hasWaited ? Math.min(shortLockMs, busyTimeoutMs) : busyTimeoutMs;
  }

  /** Resolves when the thread has ended and released its files and locks. */
  get exited(): Promise<void> {
    return this.#exited;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, blobs, changes, insertId } = await this.#send(sql, parameters.map(toStoredValue));
    unpackBlobs(rows, blobs);
    return {
      rows: rows as R[],
      ...(changes === null ? {} : { numAffectedRows: BigInt(changes) }),
      ...(insertId === null ? {} : { insertId }),
    };
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new Error('Rows cannot be streamed from the database thread; read them in pages.');
  }

  /** Ends the thread after the queries already sent. Stops waiting after the timeout, because a disk may hang. */
  async close(timeoutMs: number): Promise<void> {
    if (!this.#worker || this.#gone) return;
    this.#gone = new DatabaseError('store_gone', 'The database is closed.');
    this.#worker.postMessage({ kind: 'close' } satisfies Request);
    await within(timeoutMs, this.#exited, undefined);
    this.#worker.unref();
  }

  #send(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    return new Promise((resolve, reject) => {
      if (!this.#worker || this.#gone) {
        reject(this.#gone ?? new DatabaseError('store_gone', 'The database is not open.'));
        return;
      }
      const id = ++this.#lastId;
      const query: Request = { id, kind: 'query', sql, parameters, lockWaitMs: this.#lockWaitMs };
      this.#worker.postMessage(query);
      this.#waiting.set(id, { resolve, reject });
    });
  }

  #receive(response: Response): void {
    if (response.kind === 'replaced') this.#end(replacedError(this.#settings, response.why));
    if (response.kind !== 'result' && response.kind !== 'failed') return;
    const waiting = this.#waiting.get(response.id);
    this.#waiting.delete(response.id);
    if (response.kind === 'result') waiting?.resolve(response.result);
    else waiting?.reject(new QueryError(response.code, response.message));
  }

  #die(cause?: Error): void {
    const message =
      'The thread that runs the database has ended. Another one is started: try once more.';
    this.#end(new DatabaseError('store_gone', message, { cause }));
  }

  #end(error: DatabaseError): void {
    const expected = this.#gone !== undefined;
    this.#gone ??= error;
    for (const waiting of this.#waiting.values()) waiting.reject(this.#gone);
    this.#waiting.clear();
    if (!expected) this.#onDeath(this.#gone);
  }
}

const whatHappened: Readonly<Record<Replacement, string>> = {
  file_replaced: 'another file was put in its place',
  log_replaced: 'its log, the file beside it that ends in -wal, was removed or replaced',
  log_overwritten: 'its log, the file beside it that ends in -wal, was truncated or written over',
  overwritten: 'another file was written over it',
  put_back: 'an older copy was put back into it, or the end of its record was cut off',
};

function replacedError(
  { databaseFile }: Pick<ConnectionSettings, 'databaseFile'>,
  why: Replacement,
): DatabaseError {
  return new DatabaseError(
    'store_replaced',
    `Another program changed the database ${databaseFile} under this one: ${whatHappened[why]}. Nothing ` +
      'more was written. A command can be run again; the service reads everything again by itself.',
  );
}

/** Messages between the service's thread and the thread that owns the database connection. */
export interface ConnectionSettings {
  databaseFile: string;
  /** How long SQLite waits for a lock that another process holds. */
  busyTimeoutMs: number;
  /** Whether a missing file is an error. Otherwise SQLite creates the file. */
  mustExist: boolean;
  /** Whether the connection only reads, beside another connection that writes. */
  readOnly: boolean;
  /** How to check the file first, to refuse a damaged one; null: not at all. */
  inspect: FileCheck | null;
  /** Shows an older copy that was put back through SQLite. Null where no rows are cached in memory. */
  journal: Journal | null;
  /** The files that the previous connection had open. The thread opens no other file in their place. */
  before: FileIds | null;
}

export type Request =
  | { id: number; kind: 'query'; sql: string; parameters: readonly unknown[]; lockWaitMs: number }
  | { kind: 'close' };

export type Response =
  | { kind: 'open'; files: FileIds }
  | { kind: 'open_failed'; code: string; message: string }
  | { kind: 'result'; id: number; result: StatementResult }
  | { kind: 'failed'; id: number; code: string; message: string }
  | { kind: 'replaced'; why: Replacement };

export interface StatementResult {
  rows: Record<string, unknown>[];
  /** The bytes that belong into the rows. */
  blobs: PackedColumn[];
  /** Null for a statement that returns rows. */
  changes: number | null;
  insertId: bigint | null;
}
