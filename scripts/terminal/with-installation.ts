import { cutOffSentence, tracesOfRestore } from '#server/store/store-copies.ts';
import { sealRecord } from '#server/audit/sealing.ts';
import type { Config } from '#server/config/config.ts';
import type { Db } from '#server/store/schema.ts';
import { isStoreThere, openStore, type Store } from '#server/store/store.ts';
import { RefusalError } from './answer.ts';
import { commandConfig } from './command-config.ts';
import { print, wrapText } from './text.ts';

/** The installation that a command works on. */
export interface OpenInstallation {
  store: Store;
  config: Config;
}

/**
 * Runs a command on the installation's database, with or without a running service. Makes a missing database and
 * says so, because usually another installation's folder was meant.
 */
export async function withInstallation<T>(
  work: (installation: OpenInstallation) => Promise<T>,
): Promise<T> {
  const config = commandConfig();
  const isNew = !(await isStoreThere(config));
  const store = await openStore({ ...config, forCommand: true });
  if (isNew) print(wrapText(newStoreText(config)), process.stderr);
  try {
    // Sealed while it is empty: later, a missing seal would be a fault.
    if (isNew) await sealRecord({ ...config, db: store.db }).catch(() => {});
    return await work({ store, config });
  } finally {
    // Seals the command's own events. If that fails, `audit verify` reports why.
    await sealRecord({ ...config, db: store.db }).catch(() => {});
    await store.close();
  }
}

/**
 * Does the same for commands that need an existing database, such as a copy, a proof or an erasure: an empty result
 * would be taken for good news.
 * @throws {RefusalError} `no_database`: there is no database, and none was made
 */
export async function withPresentInstallation<T>(
  work: (installation: OpenInstallation) => Promise<T>,
): Promise<T> {
  const config = commandConfig();
  const { dataDir, databaseFile, databaseServer } = config;
  if (await isStoreThere(config)) return withInstallation(work);
  if (databaseServer) {
    throw new RefusalError(
      'no_database',
      `There is nothing of Vestibule in the database ${databaseServer.name}; the first start of the service begins it.`,
    );
  }
  const traces = tracesOfRestore(databaseFile);
  if (traces.length > 0)
    throw new RefusalError('restore_cut_off', cutOffSentence(databaseFile, traces));
  throw new RefusalError(
    'no_database',
    `There is no database in ${dataDir}. Say with VESTIBULE_DATA_DIR in which folder it is; the first start of the service makes one.`,
  );
}

function newStoreText({ dataDir, databaseServer }: Config): string {
  if (databaseServer) return `A new store was begun in the database ${databaseServer.name}.`;
  return `A new database was made in ${dataDir}. If there is one already elsewhere, say so with VESTIBULE_DATA_DIR.`;
}

/** Runs a command on the installation's database, with or without a running service. */
export function withStore<T>(command: (db: Db, config: Config) => Promise<T>): Promise<T> {
  return withInstallation(({ store, config }) => command(store.db, config));
}
