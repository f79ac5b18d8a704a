import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { statSync } from 'node:fs';
import { integrityFaultOf, isDamage } from '../integrity.ts';
import { packBlobs } from './packed-blobs.ts';
import type { ConnectionSettings, Request, Response, StatementResult } from './connection.ts';

// better-sqlite3 is synchronous: a slow disk or a foreign lock blocks its thread. So it gets one of
// its own, and the thread that answers Envoy only ever waits for messages.

const { databaseFile, busyTimeoutMs, mustExist, inspect, readOnly } =
  workerData as ConnectionSettings;
let lockWait = busyTimeoutMs;
const port = parentPort;
if (!port) throw new Error('This module runs as a worker thread.');

const reply = (response: Response) => port.postMessage(response);
const replyWith = (id: number, result: StatementResult) => {
  const moved = result.blobs.flatMap(({ lengths, bytes }) => [lengths.buffer, bytes.buffer]);
  port.postMessage({ kind: 'result', id, result } satisfies Response, moved);
};
const database = open();
if (database) {
  port.on('message', (request: Request) => {
    if (request.kind === 'close') {
      database.close();
      port.close();
      return;
    }
    try {
      replyWith(request.id, run(database, request));
    } catch (error) {
      reply({ kind: 'failed', id: request.id, ...described(error) });
    }
  });
  reply({ kind: 'open' });
}

function open(): Database.Database | undefined {
  try {
    const fault = inspect ? damage() : null;
    if (fault !== null) {
      reply({ kind: 'open_failed', code: 'SQLITE_CORRUPT', message: fault });
      port?.close();
      return undefined;
    }
    const opened = new Database(databaseFile, {
      timeout: busyTimeoutMs,
      fileMustExist: mustExist,
    });
    if (readOnly) {
      // Not opened as such: a reader of a log that is not there yet has to make it.
      opened.pragma('query_only = ON');
      opened.pragma('trusted_schema = OFF');
      return opened;
    }
    opened.pragma('journal_mode = WAL');
    // A decided sign-in has to survive a power cut; WAL's usual NORMAL may lose the last commits.
    opened.pragma('synchronous = FULL');
    opened.pragma('foreign_keys = ON');
    // What is erased is overwritten, not just unlinked.
    opened.pragma('secure_delete = ON');
    opened.pragma('trusted_schema = OFF');
    return opened;
  } catch (error) {
    reply({ kind: 'open_failed', ...described(error) });
    port?.close();
    return undefined;
  }
}

/**
 * Looked at before it is opened for writing: closing it again would move its log into the damaged
 * file. What else is wrong with it, opening it says.
 */
function damage(): string | null {
  try {
    if (statSync(databaseFile).size === 0) return null;
    return integrityFaultOf(databaseFile, busyTimeoutMs);
  } catch (error) {
    const { code, message } = described(error);
    return isDamage(code) && code !== 'SQLITE_NOTADB' ? message : null;
  }
}

function run(
  opened: Database.Database,
  { sql, parameters, lockWaitMs }: Extract<Request, { kind: 'query' }>,
): StatementResult {
  if (lockWaitMs !== lockWait) opened.pragma(`busy_timeout = ${(lockWait = lockWaitMs)}`);
  const statement = opened.prepare<unknown[], Record<string, unknown>>(sql);
  if (statement.reader) {
    const rows = statement.all(...parameters);
    return { rows, blobs: packBlobs(rows), changes: null, insertId: null };
  }
  const { changes, lastInsertRowid } = statement.run(...parameters);
  return { rows: [], blobs: [], changes, insertId: BigInt(lastInsertRowid) };
}

function described(error: unknown): { code: string; message: string } {
  if (error instanceof Database.SqliteError) return { code: error.code, message: error.message };
  return { code: 'FAILED', message: error instanceof Error ? error.message : String(error) };
}
