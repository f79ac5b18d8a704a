import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { tracesOfRestore } from './copy-database.ts';
import { integrityFault, isDamage } from './integrity.ts';
import { sqlDialectOf } from './dialects/sql-dialect.ts';
import { developmentSchema, hasTables, migrations } from './migrate.ts';
import type { Db, Schema } from './schema.ts';
import { StoreError } from './store-error.ts';
import type { StoreOptions } from './opened.ts';
import { vestibule } from '../platform/operator-error.ts';

export type DatabaseState =
  /** There is no database yet, or the file has none of this program's tables. */
  | 'missing'
  /** There is no database, but an interrupted restore has left files. */
  | 'cut_off'
  | 'sound'
  /** The database has an older version; the next start upgrades it. */
  | 'outdated'
  | 'newer'
  /** A development build wrote the database, and no version reads it. */
  | 'development'
  | 'damaged'
  /** The database cannot be opened; `detail` has the words of SQLite or the system. */
  | 'unreadable';

/** Returns the state of a database file. Reads all of it and changes nothing. For commands, not for the service. */
export function inspectDatabase(file: string): { state: DatabaseState; detail: string | null } {
  if (!existsSync(file)) {
    const traces = tracesOfRestore(file);
    if (traces.length > 0) return { state: 'cut_off', detail: traces.join(', ') };
    return { state: 'missing', detail: null };
  }
  try {
    const database = new Database(file, { readonly: true, timeout: 5000 });
    try {
      const fault = integrityFault(database);
      if (fault !== null) return { state: 'damaged', detail: fault };
      return { state: versionOf(database), detail: null };
    } finally {
      database.close();
    }
  } catch (error) {
    const { code = 'unknown' } = error as { code?: string };
    return { state: isDamage(code) ? 'damaged' : 'unreadable', detail: code };
  }
}

function versionOf(database: Database.Database): DatabaseState {
  const table = "select 1 from sqlite_master where name = 'kysely_migration'";
  if (!database.prepare(table).get()) return 'missing';
  const applied = database.prepare('select name from kysely_migration').pluck().all() as string[];
  if (applied.includes(developmentSchema)) return 'development';
  if (applied.some((name) => !Object.hasOwn(migrations, name))) return 'newer';
  return applied.length < Object.keys(migrations).length ? 'outdated' : 'sound';
}

/** Every use of the store leaves a row in one of these tables. */
const traces: readonly (keyof Schema)[] = [
  'audit_events',
  'template_keys',
  'templates',
  'people',
  'sign_ins',
  'opt_outs',
  'erasures',
  'consent_texts',
  'kiosks',
  'watchlist_entries',
];

/** Whether the database was never used, or was emptied completely. */
export async function isUntouched(db: Db): Promise<boolean> {
  const any = traces.map((table) => sql`exists (select 1 from ${sql.table(table)})`);
  const { rows } = await sql<{ touched: number }>`
    select ${sql.join(any, sql` or `)} as touched`.execute(db);
  return rows[0]?.touched === 0;
}

/**
 * A restore makes the triggers last. Without triggers, people may be missing, and erased people may come back.
 * @throws {StoreError} `database_incomplete`
 */
export async function expectWhole(db: Db): Promise<void> {
  const { rows } = await sqlDialectOf(db).triggersOf('people').execute(db);
  if (rows.some(({ name }) => name === 'people_insert_logged')) return;
  throw new StoreError(
    'database_incomplete',
    'The database is being put back from a copy, or was put back in part: its triggers are missing. ' +
      'Wait until that is done; if it is, restore it again, all of it.',
  );
}

/** Where a store is, and whether it was used before. */
type Place = Pick<
  StoreOptions,
  'databaseFile' | 'databaseServer' | 'templateKeyFile' | 'auditSealFile'
>;

/**
 * The error for an empty database; null when this may be a first start. On a first start there may be a template
 * key, but no database file and no seal.
 */
export function faultOfEmpty(place: Place): StoreError | null {
  const { databaseFile, databaseServer, templateKeyFile } = place;
  if (templateKeyFile === undefined || !existsSync(templateKeyFile)) return null;
  if (!databaseServer && !existsSync(databaseFile) && !isSealed(place)) return null;
  return new StoreError(
    'database_emptied',
    `There is nothing in the database ${databaseServer?.name ?? databaseFile}, although it was used ` +
      `before: there is a template key, ${templateKeyFile}. If it is being put back, wait until that is ` +
      'done; else put a backup back. If it is to be a new one, with nobody enrolled, run: ' +
      `${vestibule} store begin-anew. Nothing was changed.`,
  );
}

/** @throws {StoreError} `database_emptied` */
export async function expectBegun(db: Db, place: Place): Promise<void> {
  const fault = faultOfEmpty(place);
  if (!fault) return;
  // An interrupted move leaves tables without rows.
  if (!(await hasTables(db)) || (isSealed(place) && (await isUntouched(db)))) throw fault;
}

function isSealed({ auditSealFile }: Place): boolean {
  return auditSealFile !== undefined && existsSync(auditSealFile);
}
