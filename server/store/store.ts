import { existsSync } from 'node:fs';
import type { DatabaseServer } from '../config/database-server.ts';
import { expectBegun } from './emptied.ts';
import { makeFolderOf, openSqlite } from './open-sqlite.ts';
import type { Store, StoreOptions } from './opened.ts';

export type { Store, StoreOptions } from './opened.ts';

/** Opens the store where it is, and brings it up to date. @throws {StoreError} */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { databaseFile, databaseServer, closeTimeoutMs = 10_000 } = options;
  if (!databaseServer) return openSqlite(options);
  // Keys and the seal are there all the same.
  if (databaseFile !== '') await makeFolderOf(databaseFile);
  // Read only where it is used: every command would be slower to start.
  const { openPostgres } = await import('./postgres/open-postgres.ts');
  return openPostgres(databaseServer, {
    forCommand: options.forCommand ?? false,
    closeTimeoutMs,
    expectBegun: (db) => expectBegun(db, options),
    onLost: options.onDeath ?? (() => {}),
  });
}

/** Whether anything was begun where the store is. @throws {StoreError} when PostgreSQL cannot be asked */
export async function isStoreThere(place: {
  databaseFile: string;
  databaseServer: DatabaseServer | null;
}): Promise<boolean> {
  if (!place.databaseServer) return existsSync(place.databaseFile);
  const { isBegun } = await import('./postgres/open-postgres.ts');
  return isBegun(place.databaseServer);
}
