import { credentialPrefix } from '../../server/config/secrets.ts';
import type { Place } from './place.ts';

/** What the service and the commands beside it have in common, in systemd's words. */
export function identity({ user, dataDir, configDir }: Place): string[] {
  return [
    `User=${user}`,
    'Environment=NODE_ENV=production',
    `Environment=VESTIBULE_DATA_DIR=${dataDir}`,
    `EnvironmentFile=-${configDir}/vestibule.env`,
    `LoadCredential=${credentialPrefix}:${configDir}/credentials`,
    'UMask=0077',
    'NoNewPrivileges=yes',
    'LimitCORE=0',
  ];
}
