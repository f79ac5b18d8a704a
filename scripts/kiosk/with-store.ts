import { loadConfig, type Config } from '../../server/config/config.ts';
import { readEnvironment } from '../../server/config/environment.ts';
import type { Db } from '../../server/store/schema.ts';
import { openStore } from '../../server/store/store.ts';
import type { Answer } from '../cli/answer.ts';

/** Runs a command on the installation's database, whether the service runs or not. */
export async function withStore(
  command: (db: Db, config: Config) => Promise<Answer>,
): Promise<Answer> {
  const config = loadConfig(readEnvironment());
  const store = await openStore({ databaseFile: config.databaseFile });
  try {
    return await command(store.db, config);
  } finally {
    await store.close();
  }
}
