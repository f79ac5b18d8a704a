import Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { migrations } from './migrations/index.ts';

export type DatabaseState =
  /** There is none yet. */
  | 'missing'
  | 'sound'
  /** Of an older version; the next start brings it up to date. */
  | 'outdated'
  | 'newer'
  | 'damaged'
  /** It cannot be opened, for what SQLite or the system says. */
  | 'unreadable';

/** How it stands with a database file. Reads all of it and changes nothing; for commands, not for the service. */
export function inspectDatabase(file: string): { state: DatabaseState; detail: string | null } {
  if (!existsSync(file)) return { state: 'missing', detail: null };
  try {
    const database = new Database(file, { readonly: true, timeout: 5000 });
    try {
      const faults = database.pragma('quick_check(1)', { simple: true });
      if (faults !== 'ok') return { state: 'damaged', detail: String(faults) };
      return { state: versionOf(database), detail: null };
    } finally {
      database.close();
    }
  } catch (error) {
    const { code = 'unknown' } = error as { code?: string };
    const isDamaged = code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB';
    return { state: isDamaged ? 'damaged' : 'unreadable', detail: code };
  }
}

function versionOf(database: Database.Database): 'sound' | 'outdated' | 'newer' {
  const table = "select 1 from sqlite_master where name = 'kysely_migration'";
  if (!database.prepare(table).get()) return 'outdated';
  const applied = database.prepare('select name from kysely_migration').pluck().all() as string[];
  if (applied.some((name) => !Object.hasOwn(migrations, name))) return 'newer';
  return applied.length < Object.keys(migrations).length ? 'outdated' : 'sound';
}
