/** Messages between the service's thread and the thread that owns the database connection. */
export interface ConnectionSettings {
  databaseFile: string;
  /** How long SQLite waits for a lock that another process holds. */
  busyTimeoutMs: number;
  /** Whether a file that is not there is a fault. Else it is made. */
  mustExist: boolean;
  /** Whether all of it is looked through first, and refused when it is damaged. */
  inspect: boolean;
}

export type Request =
  { id: number; kind: 'query'; sql: string; parameters: readonly unknown[] } | { kind: 'close' };

export type Response =
  | { kind: 'open' }
  | { kind: 'open_failed'; code: string; message: string }
  | { kind: 'result'; id: number; result: StatementResult }
  | { kind: 'failed'; id: number; code: string; message: string };

export interface StatementResult {
  rows: Record<string, unknown>[];
  /** Null for a statement that returns rows. */
  changes: number | null;
  insertId: bigint | null;
}
