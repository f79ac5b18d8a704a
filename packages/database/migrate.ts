import {
  CompiledQuery,
  Migrator,
  type DatabaseConnection,
  type Kysely,
  type Migration,
} from 'kysely';
import { copyBeforeUpgrade, copyOfVersion } from './copies-beside.ts';
import type { DatabaseDefinition } from './definition.ts';
import { sqlDialectOf } from './dialects/sql-dialect.ts';
import { DatabaseError } from './errors.ts';

/** What decides whether this program can use a database. */
export type VersionRules = Pick<
  DatabaseDefinition<unknown>,
  'program' | 'restoreCommand' | 'migrations' | 'development'
>;

export type DatabaseVersion =
  /** There is no database yet, or it has no tables of Kysely's migrations. */
  | 'missing'
  | 'sound'
  /** An older version wrote it; opening it upgrades it. */
  | 'outdated'
  | 'newer'
  /** A development build wrote the database, and no version reads it. */
  | 'development';

/** @param applied the names of the database's migrations; null: it has none */
export function versionOf(
  { migrations, development }: Pick<VersionRules, 'migrations' | 'development'>,
  applied: readonly string[] | null,
): DatabaseVersion {
  if (applied === null) return 'missing';
  if (development?.migrations.some((name) => applied.includes(name))) return 'development';
  if (applied.some((name) => !Object.hasOwn(migrations, name))) return 'newer';
  return applied.length < Object.keys(migrations).length ? 'outdated' : 'sound';
}

/**
 * Checks a database that was upgraded before and is opened again.
 * @throws {DatabaseError, QueryError} when the database has another version
 */
export async function expectMigrated(
  rules: VersionRules,
  connection: DatabaseConnection,
): Promise<void> {
  const query = CompiledQuery.raw('select name from kysely_migration');
  const { rows } = await connection.executeQuery<{ name: string }>(query);
  const applied = rows.map(({ name }) => name);
  if (versionOf(rules, applied) === 'sound') return;
  throw new DatabaseError(
    'database_unusable',
    'The database is not the one that was open before: another program has changed it. Restart the service.',
  );
}

/**
 * Upgrades the database to this version of the program. Copies a database with contents first, then migrates and
 * checks it in one transaction.
 * @param databaseFile where the copy goes; null: no copy is made
 * @throws {DatabaseError}
 */
export async function migrate<DB>(
  rules: VersionRules,
  db: Kysely<DB>,
  databaseFile: string | null = null,
): Promise<void> {
  const applied = await appliedMigrations(db);
  // The migrator takes the write lock even when there is nothing to do, and would wait for a writer.
  if (isCurrent(rules, applied, databaseFile)) return;
  const isNew = !applied?.length;
  if (!isNew && databaseFile !== null) await copyBeforeUpgrade(db, databaseFile);
  const getMigrations = async () => withCheckAtEnd(rules.migrations);
  const migrator = new Migrator({ db, provider: { getMigrations } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (isNew || error instanceof DatabaseError) throw error as Error;
  throw new DatabaseError(
    'upgrade_failed',
    'The database cannot be brought up to date for this version, and is as it was: ' +
      `${error instanceof Error ? error.message : 'for a reason that is not known'}. Go on with the version ` +
      'before, and report this.',
    { cause: error },
  );
}

/** Whether the database has this version of the program. @throws {DatabaseError} for a newer or development database */
export async function isMigrated<DB>(rules: VersionRules, db: Kysely<DB>): Promise<boolean> {
  return isCurrent(rules, await appliedMigrations(db), null);
}

function isCurrent(
  rules: VersionRules,
  applied: readonly string[] | null,
  databaseFile: string | null,
): boolean {
  const version = versionOf(rules, applied);
  if (version === 'development') throw developmentDatabase(rules);
  if (version === 'newer') throw newerDatabase(rules, applied ?? [], databaseFile);
  return version === 'sound';
}

/** The migrations. The last one also checks all references within its transaction. */
function withCheckAtEnd(migrations: VersionRules['migrations']): Record<string, Migration> {
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

/** Says in a sentence that no version reads the database. */
export function developmentSentence(program: string): string {
  return `The database was written by a development build of ${program}, and no version reads it.`;
}

function developmentDatabase({ program, development }: VersionRules): DatabaseError {
  return new DatabaseError(
    'database_of_development',
    `${developmentSentence(program)} ${development?.todo} Nothing was changed.`,
  );
}

function newerDatabase(
  { program, migrations, restoreCommand }: VersionRules,
  applied: readonly string[],
  databaseFile: string | null,
): DatabaseError {
  const unknown = applied.find((name) => !Object.hasOwn(migrations, name));
  const copy = databaseFile === null ? null : copyOfVersion(databaseFile, Object.keys(migrations));
  const goBack =
    copy === null
      ? 'go back to a copy of the database from before'
      : `go back to how it was before the upgrade: ${restoreCommand(copy)}`;
  return new DatabaseError(
    'database_newer',
    `The database was written by a newer version of ${program} (it has "${unknown}"). ` +
      `Start that version, or ${goBack}; nothing was changed.`,
  );
}

/** Whether the database has tables: the first migration makes them. */
export async function hasTables<DB>(db: Kysely<DB>): Promise<boolean> {
  return Boolean((await appliedMigrations(db))?.length);
}

/** The names of the database's migrations; null when it has none of Kysely's tables. */
export async function appliedMigrations<DB>(db: Kysely<DB>): Promise<string[] | null> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return null;
  const withMigrations = db as unknown as Kysely<{ kysely_migration: { name: string } }>;
  const rows = await withMigrations.selectFrom('kysely_migration').select('name').execute();
  return rows.map((row) => row.name);
}
