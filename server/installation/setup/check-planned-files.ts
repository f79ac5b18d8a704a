import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { readConfig } from '../../config/config.ts';
import { readSecrets } from '../../config/secrets.ts';
import { ConfigError } from '../../platform/operator-error.ts';
import { valuesIn, type PlannedFile } from '../../../packages/planned-files/index.ts';
import type { InstallLocation } from './install-location.ts';
import type { CurrentSetup } from './current-setup.ts';

/** Stands in for a missing client secret, so that this check does not create one. */
const laterSecret = 'set later, in Envoy';

/**
 * A mistake in settings or secrets would make the service hold every visitor, so nothing is written then.
 * @throws {ConfigError}
 */
export function checkPlannedFiles(
  files: readonly PlannedFile[],
  place: InstallLocation,
  present: CurrentSetup,
  root: string,
): void {
  const file = files.find(({ path: name }) => name === present.settingsFile);
  const credentials = path.join(place.configDir, 'credentials');
  const planned = files.filter(({ path: name }) => path.dirname(name) === credentials);
  const env: NodeJS.ProcessEnv = {
    ENVOY_CLIENT_SECRET: present.hasSecret('ENVOY_CLIENT_SECRET') ? undefined : laterSecret,
    ...valuesIn(file?.content ?? present.read(present.settingsFile) ?? ''),
    ...Object.fromEntries(planned.map(({ path: name, content }) => [path.basename(name), content])),
    ...(isReadable(path.join(root, credentials)) && {
      CREDENTIALS_DIRECTORY: path.join(root, credentials),
    }),
    VESTIBULE_DATA_DIR: place.dataDir,
  };
  const found = [...readConfig(env).mistakes, ...readSecrets(env, place.dataDir).mistakes];
  if (found.length > 0) throw new ConfigError(found);
}

/** The folder is missing before the first run, and only root may read it. */
function isReadable(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
