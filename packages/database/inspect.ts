import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { sql, type Kysely } from 'kysely';
import type { DatabaseDefinition } from './definition.ts';
import { sqlDialectOf, type Executor } from './dialects/sql-dialect.ts';
import { DatabaseError } from './errors.ts';
import { integrityFault, isDamage, migrationNames } from './integrity.ts';
import { hasTables, versionOf, type DatabaseVersion, type VersionRules } from './migrate.ts';

export type DatabaseState =
  | DatabaseVersion
  | 'damaged'
  /** The database cannot be opened; `detail` has the words of SQLite or the system. */
  | 'unreadable';

/** Returns the state of a database file. Reads all of it and changes nothing. For commands, not for the service. */
export function inspectDatabaseFile(
  rules: Pick<VersionRules, 'migrations' | 'development'>,
  file: string,
): { state: DatabaseState; detail: string | null } {
  if (!existsSync(file)) return { state: 'missing', detail: null };
  try {
    const database = new Database(file, { readonly: true, timeout: 5000 });
    try {
      const fault = integrityFault(database);
      if (fault !== null) return { state: 'damaged', detail: fault };
      return { state: versionOf(rules, migrationNames(database)), detail: null };
    } finally {
      database.close();
    }
  } catch (error) {
    const { code = 'unknown' } = error as { code?: string };
    return { state: isDamage(code) ? 'damaged' : 'unreadable', detail: code };
  }
}

type Definition = Pick<DatabaseDefinition<unknown>, 'tables' | 'lastTrigger'>;

/** Whether the database was never used, or was emptied completely. */
export async function isUnused({ tables }: Definition, db: Executor): Promise<boolean> {
  const any = tables.used.map((table) => sql`exists (select 1 from ${sql.table(table)})`);
  const { rows } = await sql<{ touched: number }>`
    select ${sql.join(any, sql` or `)} as touched`.execute(db);
  return rows[0]?.touched === 0;
}

/**
 * A restore makes the triggers last. Without triggers, rows may be missing, and erased rows may come back.
 * @throws {DatabaseError} `database_incomplete`
 */
export async function expectLastTrigger({ lastTrigger }: Definition, db: Executor): Promise<void> {
  if (!lastTrigger) return;
  const { rows } = await sqlDialectOf(db).triggersOf(lastTrigger.table).execute(db);
  if (rows.some(({ name }) => name === lastTrigger.name)) return;
  throw new DatabaseError(
    'database_incomplete',
    'The database is being put back from a copy, or was put back in part: its triggers are missing. ' +
      'Wait until that is done; if it is, restore it again, all of it.',
  );
}

/** Says that the database was used before, as the caller knows from elsewhere. */
export interface UsedBefore {
  /** The error that is thrown when the database is empty. */
  fault: Error;
  /** Whether tables without rows count as empty, as an interrupted copy leaves them. */
  hadRows: boolean;
}

/** @throws the fault, when the database is empty */
export async function expectUsed<DB>(
  definition: Definition,
  db: Kysely<DB>,
  { fault, hadRows }: UsedBefore,
): Promise<void> {
  if (!(await hasTables(db)) || (hadRows && (await isUnused(definition, db)))) throw fault;
}
