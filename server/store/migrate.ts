import {
  CompiledQuery,
  Migrator,
  type DatabaseConnection,
  type Kysely,
  type Migration,
} from 'kysely';
import { createArrivalTables } from './first-schema/arrival-tables.ts';
import { createDeskCardTables } from './first-schema/desk-card-tables.ts';
import { createDeskAccountTables } from './first-schema/desk-account-tables.ts';
import { createListTables } from './first-schema/list-tables.ts';
import { createPeopleTables } from './first-schema/people-tables.ts';
import { createSignInTables } from './first-schema/sign-in-tables.ts';
import { differencesOf } from './dialects/differences.ts';
import { createInstanceTables } from './instance-tables.ts';
import { createPeopleChanges } from './people-changes/tables.ts';
import type { Db } from './schema.ts';
import { StoreError } from './store-error.ts';

async function createTriggers(db: Kysely<unknown>, migration: string): Promise<void> {
  for (const statement of differencesOf(db).triggers[migration] ?? []) await statement.execute(db);
}

/** Every migration by its name. They run in the order of their names and are never edited once released. */
export const migrations: Record<string, Migration> = {
  '001-first-schema': {
    async up(db) {
      await differencesOf(db).prepare(db);
      await createPeopleTables(db);
      await createSignInTables(db);
      await createDeskCardTables(db);
      await createArrivalTables(db);
      await createListTables(db);
      await createDeskAccountTables(db);
      await createTriggers(db, '001-first-schema');
    },
  },
  '002-people-changes': {
    async up(db) {
      await createPeopleChanges(db);
      await createTriggers(db, '002-people-changes');
    },
  },
  '004-instances': {
    async up(db) {
      await createInstanceTables(db);
      await createTriggers(db, '004-instances');
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

/** Brings the database to this version of the program, all or nothing. @throws {StoreError} */
export async function migrate(db: Db): Promise<void> {
  // The migrator takes the write lock even when there is nothing to do, and would wait for a writer.
  if (await isMigrated(db)) return;
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error as Error;
}

/** Whether the database is of this version of the program. @throws {StoreError} when it is of a newer one */
export async function isMigrated(db: Db): Promise<boolean> {
  const applied = await appliedMigrations(db);
  const unknown = applied.find((name) => !Object.hasOwn(migrations, name));
  if (unknown !== undefined) {
    throw new StoreError(
      'database_newer',
      `The database was written by a newer version of Vestibule (it has "${unknown}"). ` +
        'Start that version, or go back to a copy of the database from before; nothing was changed.',
    );
  }
  return applied.length === Object.keys(migrations).length;
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
