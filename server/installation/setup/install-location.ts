import { projectRoot } from '../../config/environment.ts';
import { credentialPrefix } from '../../config/secrets.ts';

/** How the service runs: under systemd, or by `npm start` in the project's folder. */
export const installKinds = ['service', 'folder'] as const;
export type InstallKind = (typeof installKinds)[number];

/** The paths of an installation. */
export interface InstallLocation {
  kind: InstallKind;
  /** The built project; the service only reads it. */
  projectDir: string;
  /** The absolute path of Node. */
  node: string;
  /** The service's user. */
  user: string;
  dataDir: string;
  /** Settings, and the folder of the secrets. */
  configDir: string;
  /** Host name of the tunnel. */
  hostname: string;
  hookPort: number;
  lobbyPort: number;
}

/** Debian's folders by default. */
export function defaultLocation(known: Partial<InstallLocation> = {}): InstallLocation {
  return {
    kind: 'service',
    projectDir: projectRoot,
    node: process.execPath,
    user: 'vestibule',
    dataDir: '/var/lib/vestibule',
    configDir: '/etc/vestibule',
    hostname: 'vestibule.example.com',
    hookPort: 8787,
    lobbyPort: 8788,
    ...known,
  };
}

/** Directives that the service and its commands share. */
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
