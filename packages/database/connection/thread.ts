import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { statSync } from 'node:fs';
import { integrityFaultOf, isDamage, type FileCheck } from '../integrity.ts';
import { isOther, OpenFile, setLogAside, type Replacement } from './open-file.ts';
import { packBlobs } from './packed-blobs.ts';
import type { ConnectionSettings, Request, Response, StatementResult } from './connection.ts';

// better-sqlite3 is synchronous: a slow disk or a foreign lock blocks its thread. So SQLite runs in a thread
// of its own, and the thread that answers requests only waits for messages.

const settings = workerData as ConnectionSettings;
const { databaseFile, busyTimeoutMs, mustExist, inspect, readOnly, before } = settings;
let lockWait = busyTimeoutMs;
const port = parentPort;
if (!port) throw new Error('This module runs as a worker thread.');

const reply = (response: Response) => port.postMessage(response);
const replyWith = (id: number, result: StatementResult) => {
  const moved = result.blobs.flatMap(({ lengths, bytes }) => [lengths.buffer, bytes.buffer]);
  port.postMessage({ kind: 'result', id, result } satisfies Response, moved);
};
const connection = open();
if (connection) {
  port.on('message', (request: Request) => {
    if (request.kind === 'close') end(connection);
    else answer(connection, request);
  });
  reply({ kind: 'open', files: connection.file.ids });
}

interface Connection {
  database: Database.Database;
  /**
   * Reads nothing after its first query. While the keeper is open, closing the other connection neither moves
   * the log into the file nor removes the log. Closing the keeper never does, because it only reads.
   */
  keeper: Database.Database;
  file: OpenFile;
}

function answer(opened: Connection, request: Extract<Request, { kind: 'query' }>): void {
  const { database, file } = opened;
  const { id, sql } = request;
  try {
    // Results read inside a transaction count only at its commit, so only the commit checks the file.
    const why = database.inTransaction && sql !== 'commit' ? null : file.replacement();
    if (why !== null && isInOtherFile(why, file)) {
      reply({ kind: 'failed', id, code: 'file_away', message: 'The database file is gone.' });
    } else if (why !== null) letGo(opened, why);
    else replyWith(id, run(opened, request));
  } catch (error) {
    reply({ kind: 'failed', id, ...describe(error) });
  }
}

/** A file that is away may come back unchanged. */
function isInOtherFile(why: Replacement, file: OpenFile): boolean {
  return why === 'file_replaced' && file.isAway;
}

/** Ends the connection and writes nothing more into the file that is there now. */
function letGo({ database, keeper, file }: Connection, why: Replacement): void {
  database.close();
  keeper.close();
  if (why !== 'log_replaced' && why !== 'put_back') setLogAside(databaseFile, file.ids);
  reply({ kind: 'replaced', why });
  port?.close();
}

function end(opened: Connection): void {
  const { database, keeper, file } = opened;
  const why = replacementAtEnd(file);
  if (why !== null) {
    letGo(opened, why);
    return;
  }
  keeper.close();
  database.close();
  port?.close();
}

function replacementAtEnd(file: OpenFile): Replacement | null {
  try {
    const why = file.replacement();
    return why !== null && isInOtherFile(why, file) ? null : why;
  } catch {
    return null;
  }
}

function open(): Connection | undefined {
  try {
    if (before && isOther(databaseFile, before)) {
      setLogAside(databaseFile, before);
      reply({ kind: 'replaced', why: 'file_replaced' });
      port?.close();
      return undefined;
    }
    const fault = inspect ? damage(inspect) : null;
    if (fault !== null) {
      reply({ kind: 'open_failed', code: 'SQLITE_CORRUPT', message: fault });
      port?.close();
      return undefined;
    }
    const database = readOnly ? openReading() : openWriting();
    // The first query of this connection opens the log.
    const keeper = readOnly ? database : openReading();
    return { database, keeper, file: new OpenFile(databaseFile, database, settings.journal) };
  } catch (error) {
    reply({ kind: 'open_failed', ...describe(error) });
    port?.close();
    return undefined;
  }
}

function openReading(): Database.Database {
  const opened = new Database(databaseFile, { timeout: busyTimeoutMs, readonly: true });
  opened.pragma('trusted_schema = OFF');
  opened.prepare('select 1 from sqlite_schema').get();
  return opened;
}

function openWriting(): Database.Database {
  const opened = new Database(databaseFile, { timeout: busyTimeoutMs, fileMustExist: mustExist });
  opened.pragma('journal_mode = WAL');
  // What is committed has to survive a power cut; WAL's usual NORMAL may lose the last commits.
  opened.pragma('synchronous = FULL');
  opened.pragma('foreign_keys = ON');
  // Overwrites deleted rows instead of only unlinking them.
  opened.pragma('secure_delete = ON');
  opened.pragma('trusted_schema = OFF');
  return opened;
}

/**
 * Checks the file before it is opened for writing: closing a writing connection would move the log into the
 * damaged file. Opening reports all other faults.
 */
function damage(check: FileCheck): string | null {
  try {
    if (statSync(databaseFile).size === 0) return null;
    return integrityFaultOf(databaseFile, busyTimeoutMs, check);
  } catch (error) {
    const { code, message } = describe(error);
    return isDamage(code) && code !== 'SQLITE_NOTADB' ? message : null;
  }
}

function run(
  { database, file }: Connection,
  { sql, parameters, lockWaitMs }: Extract<Request, { kind: 'query' }>,
): StatementResult {
  if (lockWaitMs !== lockWait) database.pragma(`busy_timeout = ${(lockWait = lockWaitMs)}`);
  const statement = database.prepare<unknown[], Record<string, unknown>>(sql);
  if (statement.reader) {
    const rows = statement.all(...parameters);
    return { rows, blobs: packBlobs(rows), changes: null, insertId: null };
  }
  const { changes, lastInsertRowid } = statement.run(...parameters);
  if (sql === 'begin' || sql === 'begin immediate') file.noteBegin(sql !== 'begin');
  else if (sql === 'commit') file.noteCommit();
  return { rows: [], blobs: [], changes, insertId: BigInt(lastInsertRowid) };
}

function describe(error: unknown): { code: string; message: string } {
  if (error instanceof Database.SqliteError) return { code: error.code, message: error.message };
  return { code: 'FAILED', message: error instanceof Error ? error.message : String(error) };
}
