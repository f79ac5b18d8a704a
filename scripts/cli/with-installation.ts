import { sealRecord } from '../../server/audit/seal.ts';
import type { Config } from '../../server/config/config.ts';
import { openStore, type Store } from '../../server/store/store.ts';
import { commandConfig } from './command-config.ts';

/** What a command works on. */
export interface Installation {
  store: Store;
  config: Config;
}

/** Runs a command on the installation's database, whether the service runs or not. */
export async function withInstallation<T>(
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  const config = commandConfig();
  const store = await openStore({ databaseFile: config.databaseFile });
  try {
    return await work({ store, config });
  } finally {
    // What the command put on record. When it cannot be sealed, `audit verify` says why.
    await sealRecord({ ...config, db: store.db }).catch(() => {});
    await store.close();
  }
}
