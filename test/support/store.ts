import path from 'node:path';
import { openStore as open, type Store, type StoreOptions } from '../../server/store/store.ts';
import { serverInPlaceOf, urlInPlaceOf } from './postgres/databases.ts';

/**
 * Opens a store where this run has its stores: in that file, or in the PostgreSQL database that stands
 * for it. Whoever opens the same file opens the same database.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const databaseServer = options.databaseServer ?? (await serverInPlaceOf(options.databaseFile));
  return open({ ...options, databaseServer });
}

/** For a process with that data folder: where its store is. */
export async function storeEnvironment(dataDir: string): Promise<Record<string, string>> {
  const url = await urlInPlaceOf(path.join(dataDir, 'vestibule.sqlite'));
  return url === null ? {} : { VESTIBULE_DATABASE_URL: url };
}
