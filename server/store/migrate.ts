import { CompiledQuery, Migrator, type DatabaseConnection, type Migration } from 'kysely';
import { createDeskTables } from './first-schema/desk-tables.ts';
import { createKioskTables } from './first-schema/kiosk-tables.ts';
import { createListTables } from './first-schema/list-tables.ts';
import { createPeopleTables } from './first-schema/people-tables.ts';
import { createSignInTables } from './first-schema/sign-in-tables.ts';
import { sqlDialectOf } from './dialects/sql-dialect.ts';
import { createInstanceTables } from './instance-tables.ts';
import type { Db } from './schema.ts';
import { StoreError } from './store-error.ts';
import { backUpBeforeUpgrade, backupForThisVersion } from './copy-database.ts';
import { vestibule } from '../platform/operator-error.ts';

/** Every migration by its name. Migrations run in the order of their names and never change once released. */
export const migrations: Record<string, Migration> = {
  '000-schema': {
    async up(db) {
      const dialect = sqlDialectOf(db);
      await dialect.prepare(db);
      await createPeopleTables(db);
      await createSignInTables(db);
      await createKioskTables(db);
      await createDeskTables(db);
      await createListTables(db);
      await createInstanceTables(db);
      for (const statement of dialect.triggers) await statement.execute(db);
    },
  },
};

/** The first migration of development builds, whose databases no version reads. */
export const developmentSchema = '001-first-schema';
export const developmentFound =
  'The database was written by a development build of Vestibule, and no version reads it.';
export const developmentTodo =
  'Move it and its key elsewhere, start again, and enrol everybody again.';

/**
 * Checks a database that was upgraded before and is opened again.
 * @throws {StoreError, QueryError} when the database has another version
 */
export async function expectMigrated(connection: DatabaseConnection): Promise<void> {
  const query = CompiledQuery.raw('select name from kysely_migration');
  const { rows } = await connection.executeQuery<{ name: string }>(query);
  const names = new Set(rows.map(({ name }) => name));
  const expected = Object.keys(migrations);
  if (names.size === expected.length && expected.every((name) => names.has(name))) return;
  throw new StoreError(
    'database_unusable',
    'The database is not the one that was open before: another program has changed it. Restart the service.',
  );
}

/**
 * Upgrades the database to this version of the program. Copies a database with contents first, then migrates and
 * checks it in one transaction.
 * @param databaseFile where the copy goes; null: no copy is made
 * @throws {StoreError}
 */
export async function migrate(db: Db, databaseFile: string | null = null): Promise<void> {
  const applied = await appliedMigrations(db);
  // The migrator takes the write lock even when there is nothing to do, and would wait for a writer.
  if (isCurrent(applied, databaseFile)) return;
  if (applied.length > 0 && databaseFile !== null) await backUpBeforeUpgrade(db, databaseFile);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => lookedThrough() } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (applied.length === 0 || error instanceof StoreError) throw error as Error;
  throw new StoreError(
    'upgrade_failed',
    'The database cannot be brought up to date for this version, and is as it was: ' +
      `${error instanceof Error ? error.message : 'for a reason that is not known'}. Go on with the version ` +
      'before, and report this.',
    { cause: error },
  );
}

/** Whether the database has this version of the program. @throws {StoreError} for a newer or development database */
export async function isMigrated(db: Db): Promise<boolean> {
  return isCurrent(await appliedMigrations(db), null);
}

function isCurrent(applied: readonly string[], databaseFile: string | null): boolean {
  if (applied.includes(developmentSchema)) throw developmentDatabase();
  const known = Object.keys(migrations);
  const unknown = applied.find((name) => !Object.hasOwn(migrations, name));
  if (unknown !== undefined) throw newerDatabase(unknown, known, databaseFile);
  return applied.length === known.length;
}

/** The migrations. The last one also checks all references within its transaction. */
function lookedThrough(): Record<string, Migration> {
  const last = Object.keys(migrations).sort().at(-1);
  return Object.fromEntries(
    Object.entries(migrations).map(([name, migration]) => {
      if (name !== last) return [name, migration];
      const up: Migration['up'] = async (db) => {
        await migration.up(db);
        const { danglingRows } = sqlDialectOf(db);
        const rows = danglingRows ? (await danglingRows.execute(db)).rows : [];
        if (rows.length > 0) throw new Error(`${rows.length} rows would refer to nothing`);
      };
      return [name, { ...migration, up }];
    }),
  );
}

function developmentDatabase(): StoreError {
  return new StoreError(
    'database_of_development',
    `${developmentFound} ${developmentTodo} Nothing was changed.`,
  );
}

function newerDatabase(unknown: string, known: string[], databaseFile: string | null): StoreError {
  const backup = databaseFile === null ? null : backupForThisVersion(databaseFile, known);
  const goBack =
    backup === null
      ? 'go back to a copy of the database from before'
      : `go back to how it was before the upgrade: ${vestibule} restore ${backup}`;
  return new StoreError(
    'database_newer',
    `The database was written by a newer version of Vestibule (it has "${unknown}"). ` +
      `Start that version, or ${goBack}; nothing was changed.`,
  );
}

/** Whether the database has tables: the first migration makes them. */
export async function hasTables(db: Db): Promise<boolean> {
  return (await appliedMigrations(db)).length > 0;
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
