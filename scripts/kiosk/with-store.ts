import type { Config } from '../../server/config/config.ts';
import type { Db } from '../../server/store/schema.ts';
import type { Answer } from '../cli/answer.ts';
import { withInstallation } from '../cli/with-installation.ts';

/** Runs a command on the installation's database, whether the service runs or not. */
export function withStore(command: (db: Db, config: Config) => Promise<Answer>): Promise<Answer> {
  return withInstallation(({ store, config }) => command(store.db, config));
}
