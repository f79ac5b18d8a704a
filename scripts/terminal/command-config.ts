import { loadConfig, type Config } from '#server/config/config.ts';
import { readEnvironment } from '#server/config/environment.ts';
import { asOwner, otherOwner } from '#server/installation/folder-owner.ts';
import { RefusalError } from './answer.ts';

/** The settings of a command that may write into the data folder. @throws {ConfigError} @throws {RefusalError} */
export function commandConfig(env: NodeJS.ProcessEnv = readEnvironment()): Config {
  const config = loadConfig(env);
  const owner = otherOwner(config.dataDir);
  if (owner !== null) {
    throw new RefusalError(
      'not_the_owner',
      `The data folder ${config.dataDir} belongs to ${owner}. ${asOwner(owner)} Nothing was changed.`,
    );
  }
  return config;
}
