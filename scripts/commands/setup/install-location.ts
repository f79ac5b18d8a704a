import { credentialPrefix } from '../../../server/config/secrets.ts';

/** Where everything of an installation under systemd lies. */
export interface InstallLocation {
  /** The project, built; only read by the service. */
  projectDir: string;
  /** The program that runs it, absolute. */
  node: string;
  /** The user that the service runs as. */
  user: string;
  dataDir: string;
  /** Settings, and the folder of the secrets. */
  configDir: string;
  /** For whom the tunnel answers. */
  hostname: string;
  hookPort: number;
  lobbyPort: number;
  /** The longest that a held sign-in takes. */
  deadlineSeconds: number;
}

type Known = Pick<
  InstallLocation,
  'projectDir' | 'node' | 'hookPort' | 'lobbyPort' | 'deadlineSeconds'
>;

/** Debian's folders by default. */
export function defaultLocation(known: Known & Partial<InstallLocation>): InstallLocation {
  return {
    user: 'vestibule',
    dataDir: '/var/lib/vestibule',
    configDir: '/etc/vestibule',
    hostname: 'vestibule.example.com',
    ...known,
  };
}

/** Where systemd makes a service's folder of data. */
export const stateFolders = '/var/lib/';

export function isStateFolder(folder: string): boolean {
  return folder.startsWith(stateFolders);
}

/** What \`ProtectHome\` hides from the service. */
export function isInHome(file: string): boolean {
  return /^\/(home|root|run\/user)\//.test(file);
}

/** What the service and the commands beside it have in common, in systemd's words. */
export function identity({ user, dataDir, configDir }: InstallLocation): string[] {
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
