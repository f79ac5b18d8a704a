import { CompiledQuery, Migrator, sql, type DatabaseConnection, type Migration } from 'kysely';
import { createArrivalTables } from './first-schema/arrival-tables.ts';
import { createDeskCardTables } from './first-schema/desk-card-tables.ts';
import { createDeskAccountTables } from './first-schema/desk-account-tables.ts';
import { createListTables } from './first-schema/list-tables.ts';
import { createPeopleTables } from './first-schema/people-tables.ts';
import { createSignInTables } from './first-schema/sign-in-tables.ts';
import { createTriggers } from './first-schema/sqlite-only.ts';
import type { Db } from './schema.ts';
import { StoreError } from './store-error.ts';
import { backUpBeforeUpgrade, backupForThisVersion } from './upgrade-backup.ts';
import { vestibule } from '../platform/command-name.ts';

/** Every migration by its name. They run in the order of their names and are never edited once released. */
export const migrations: Record<string, Migration> = {
  '001-first-schema': {
    async up(db) {
      await createPeopleTables(db);
      await createSignInTables(db);
      await createDeskCardTables(db);
      await createArrivalTables(db);
      await createListTables(db);
      await createDeskAccountTables(db);
      await createTriggers(db);
    },
  },
};

/**
 * For a database that was brought up to date before, and is opened again.
 * @throws {StoreError, QueryError} when it is another one
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
 * Brings the database to this version of the program: copied first when there is something in it, then
 * changed and looked through in one transaction, all or nothing.
 * @param databaseFile beside which the copy goes; null: none is made
 * @throws {StoreError}
 */
export async function migrate(db: Db, databaseFile: string | null = null): Promise<void> {
  const applied = await appliedMigrations(db);
  const known = Object.keys(migrations);
  const unknown = applied.find((name) => !Object.hasOwn(migrations, name));
  if (unknown !== undefined) throw newerDatabase(unknown, known, databaseFile);
  // The migrator takes the write lock even when there is nothing to do, and would wait for a writer.
  if (applied.length === known.length) return;
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

/** The migrations, the last of which ends with a look at all references, within the same transaction. */
function lookedThrough(): Record<string, Migration> {
  const last = Object.keys(migrations).sort().at(-1);
  return Object.fromEntries(
    Object.entries(migrations).map(([name, migration]) => {
      if (name !== last) return [name, migration];
      const up: Migration['up'] = async (db) => {
        await migration.up(db);
        const { rows } = await sql`pragma foreign_key_check`.execute(db);
        if (rows.length > 0) throw new Error(`${rows.length} rows would refer to nothing`);
      };
      return [name, { ...migration, up }];
    }),
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
