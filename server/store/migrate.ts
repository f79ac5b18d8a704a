import {
  CompiledQuery,
  Migrator,
  type DatabaseConnection,
  type Kysely,
  type Migration,
} from 'kysely';
import { createArrivalTables, createPeopleTables } from './first-schema/people-tables.ts';
import {
  createDeskCardTables,
  createDeskAccountTables,
  createSignInTables,
} from './first-schema/sign-in-tables.ts';
import { createListTables } from './first-schema/list-tables.ts';
import {
  createCorrections,
  createConsentLanguages,
  createOutcomes,
  createPersonSeals,
  createDeskLanguage,
  createPersonalCodes,
  createPlaceNames,
  addSignInHits,
  createPresence,
  createRunningTries,
  createVisits,
  renewLooks,
  createCscaLists,
  createScreenEnrolments,
  createSharedWork,
  createTriesInARow,
} from './migrations/added-tables.ts';
import {
  bindChosenKiosks,
  dropBundles,
  dropCorrections,
  dropKeyAlgorithm,
  dropLocations,
  dropPasskeys,
  dropVisitorProfiles,
  giveUpStartNotices,
} from './migrations/dropped-parts.ts';
import {
  createDocumentReaders,
  createKioskRooms,
  createPairedCameras,
  noteReaders,
} from './migrations/kiosk-tables.ts';
import {
  createFollowedLists,
  createListDismissals,
  createListDoubts,
  createWatchlistReadings,
  tellCscaKinds,
} from './migrations/list-tables.ts';
import { sqlDialectOf } from './dialects/sql-dialect.ts';
import { createInstanceTables } from './instance-tables.ts';
import { createPeopleChanges } from './people-changes/tables.ts';
import type { Db } from './schema.ts';
import { StoreError } from './store-error.ts';
import { backUpBeforeUpgrade, backupForThisVersion } from './copy-database.ts';
import { vestibule } from '../platform/operator-error.ts';

async function createTriggers(db: Kysely<unknown>, migration: string): Promise<void> {
  for (const statement of sqlDialectOf(db).triggers[migration] ?? []) await statement.execute(db);
}

/** Every migration by its name. They run in the order of their names and are never edited once released. */
export const migrations: Record<string, Migration> = {
  '001-first-schema': {
    async up(db) {
      await sqlDialectOf(db).prepare(db);
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
  '003-corrections': { up: createCorrections },
  '004-watchlist-readings': { up: createWatchlistReadings },
  '005-instances': {
    async up(db) {
      await createInstanceTables(db);
      await createTriggers(db, '005-instances');
    },
  },
  '006-running-tries': { up: createRunningTries },
  '007-screen-enrolments': {
    async up(db) {
      await createScreenEnrolments(db);
      await createTriggers(db, '007-screen-enrolments');
    },
  },
  '009-person-seals': { up: createPersonSeals },
  '010-word-looks': { up: renewLooks },
  '011-tries-in-a-row': {
    async up(db) {
      await createTriesInARow(db);
      await createTriggers(db, '011-tries-in-a-row');
    },
  },
  '012-shared-work': {
    async up(db) {
      await createSharedWork(db);
      await createTriggers(db, '012-shared-work');
    },
  },
  '013-outcomes': { up: createOutcomes },
  '014-consent-languages': { up: createConsentLanguages },
  '015-paired-cameras': { up: createPairedCameras },
  '016-followed-lists': { up: createFollowedLists },
  '017-visits': { up: createVisits },
  '018-place-names': { up: createPlaceNames },
  '019-desk-language': { up: createDeskLanguage },
  '020-personal-codes': { up: createPersonalCodes },
  '029-no-bundles': { up: dropBundles },
  '030-no-passkeys': { up: dropPasskeys },
  '031-kiosk-rooms': { up: createKioskRooms },
  '040-list-doubts': { up: createListDoubts },
  '041-no-key-algorithm': { up: dropKeyAlgorithm },
  '045-csca-lists': { up: createCscaLists },
  '046-document-readers': { up: createDocumentReaders },
  '047-csca-kinds': { up: tellCscaKinds },
  '048-readers-seen': { up: noteReaders },
  '050-no-start-notices': { up: giveUpStartNotices },
  '051-no-corrections': { up: dropCorrections },
  '052-no-locations': { up: dropLocations },
  '053-no-visitor-profiles': { up: dropVisitorProfiles },
  '054-kiosks-by-pairing': { up: bindChosenKiosks },
  '055-sign-in-hits': { up: addSignInHits },
  '060-presence': { up: createPresence },
  '061-list-dismissals': { up: createListDismissals },
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

/** Whether the database is of this version of the program. @throws {StoreError} when it is of a newer one */
export async function isMigrated(db: Db): Promise<boolean> {
  return isCurrent(await appliedMigrations(db), null);
}

function isCurrent(applied: readonly string[], databaseFile: string | null): boolean {
  const known = Object.keys(migrations);
  const unknown = applied.find((name) => !Object.hasOwn(migrations, name));
  if (unknown !== undefined) throw newerDatabase(unknown, known, databaseFile);
  return applied.length === known.length;
}

/** The migrations, the last of which ends with a look at all references, within the same transaction. */
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

/** Whether anything was brought up to date there; the first of that makes the tables. */
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
