import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import {
  isDatabaseServerUsed,
  lockForProcess,
  makeFolderOf,
  openDatabaseFile,
  openDatabaseServer,
  type DatabaseServer,
  type FileOptions,
  type OpenDatabase,
} from '#database';
import { DamageMark } from './daily-check.ts';
import { storeDefinition } from './definition.ts';
import { migrationsWith } from './migrations.ts';
import { usedBefore } from './inspect.ts';
import type { SingletonRole } from './instance-schema.ts';
import type { Schema } from './schema.ts';
import { cutOffSentence, movedAway, movedSentence, tracesOfRestore } from './store-copies.ts';
import { StoreError } from './store-error.ts';

export interface StoreOptions extends Omit<FileOptions, 'usedBefore'> {
  /** The PostgreSQL server that has the store instead. The database file is then unused. Default: none. */
  databaseServer?: DatabaseServer | null;
  /**
   * If this key exists, the store was used before: an empty database or an unfinished restore is refused and left
   * unchanged. Default: an empty database counts as new.
   */
  templateKeyFile?: string;
  /** If this seal exists, a missing SQLite file counts as lost, not as new. */
  auditSealFile?: string;
  /**
   * Where an upgrade writes the issuers of health passes that an earlier version had in the database. Null: nowhere,
   * because the store is a copy. Default: a store with issuers is not upgraded.
   */
  issuersFolder?: string | null;
  /** Whether a command waits for PostgreSQL. Default: a visitor may wait, so the timeouts are short. */
  forCommand?: boolean;
}

/** The store. No held sign-in queues behind what reads through `reading`. */
export type Store = OpenDatabase<Schema, SingletonRole>;

/** Opens the configured store and upgrades it. @throws {StoreError, DatabaseError} */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { databaseFile, databaseServer, issuersFolder } = options;
  const definition =
    issuersFolder === undefined
      ? storeDefinition
      : { ...storeDefinition, migrations: migrationsWith(issuersFolder) };
  const used = usedBefore(options);
  if (!databaseServer) {
    refuseAfterCutOffRestore(databaseFile);
    const { check = 'whole' } = options;
    const known = new DamageMark(databaseFile);
    const opened = await openDatabaseFile(definition, {
      ...options,
      usedBefore: used,
      check: known.isSet ? 'whole' : check,
    });
    if (check === 'quick') known.clear();
    return opened;
  }
  // Keys and the seal remain in this folder even with PostgreSQL.
  if (databaseFile !== '') await makeFolderOf(databaseFile);
  return openDatabaseServer(definition, databaseServer, {
    ...options,
    usedBefore: used,
    ...(options.onDeath && { onLost: options.onDeath }),
  });
}

function refuseAfterCutOffRestore(databaseFile: string): void {
  const traces = tracesOfRestore(databaseFile);
  if (traces.length > 0) {
    throw new StoreError('restore_cut_off', cutOffSentence(databaseFile, traces));
  }
  const moved = movedAway(databaseFile);
  if (moved.length > 0) throw new StoreError('store_moved', movedSentence(moved));
}

/** Whether the store exists at its configured place. @throws {DatabaseError} when PostgreSQL cannot be reached */
export async function isStoreThere(place: {
  databaseFile: string;
  databaseServer: DatabaseServer | null;
}): Promise<boolean> {
  if (!place.databaseServer) return existsSync(place.databaseFile);
  return isDatabaseServerUsed(storeDefinition, place.databaseServer);
}

/** Makes this the only service on a data folder, until release or the end of the process. */
export interface DataFolderLock {
  release(): void;
}

/**
 * Locks a data folder for one service: two services would answer a sign-in twice and send each message twice.
 * Commands do not take the lock; they work beside a service.
 * @param waitMs how long to wait for another service's lock; blocks meanwhile
 * @throws {StoreError} `folder_in_use`, `folder_unusable`
 */
export function lockDataFolder(dataDir: string, waitMs = 0): DataFolderLock {
  const lock = takeLock(dataDir, waitMs);
  if (lock) return lock;
  throw new StoreError(
    'folder_in_use',
    `Another service is running on the data folder ${dataDir}. Stop that one first, or give this ` +
      'one a folder and ports of its own (VESTIBULE_DATA_DIR, VESTIBULE_HOOK_PORT, ' +
      'VESTIBULE_LOBBY_PORT). Nothing was changed.',
  );
}

function takeLock(dataDir: string, waitMs: number): DataFolderLock | null {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return lockForProcess(path.join(dataDir, 'service.lock'), waitMs);
  } catch (error) {
    const { code = 'an unknown fault' } = error as { code?: string };
    throw new StoreError(
      'folder_unusable',
      `The data folder ${dataDir} cannot be used because of ${code}: it must be a folder that this ` +
        'account may write. Nothing was changed.',
      { cause: error },
    );
  }
}
