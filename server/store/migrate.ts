import { Migrator } from 'kysely';
import { migrations } from './migrations/index.ts';
import type { Db } from './schema.ts';
import { StoreError } from './store-error.ts';

/** Brings the database to this version of the program, all or nothing. @throws {StoreError} */
export async function migrate(db: Db): Promise<void> {
  const applied = await appliedMigrations(db);
  const unknown = applied.find((name) => !Object.hasOwn(migrations, name));
  if (unknown !== undefined) {
    throw new StoreError(
      'database_newer',
      `The database was written by a newer version of Vestibule (it has "${unknown}"). ` +
        'Start that version, or go back to a copy of the database from before; nothing was changed.',
    );
  }
  // The migrator takes the write lock even when there is nothing to do, and would wait for a writer.
  if (applied.length === Object.keys(migrations).length) return;
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error as Error;
}

async function appliedMigrations(db: Db): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return [];
  const rows = await db
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .execute();
  return rows.map((row) => row.name);
}
