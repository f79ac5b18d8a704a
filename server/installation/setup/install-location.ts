import type { OpenPaths } from '../../../packages/path-tunnels/index.ts';
import { hookRoutes } from '../../envoy/call-guards.ts';
import { credentialPrefix } from '../../config/secrets.ts';

/** The paths of an installation under systemd. */
export interface InstallLocation {
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

type Known = Pick<InstallLocation, 'projectDir' | 'node' | 'hookPort' | 'lobbyPort'>;

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

/** What a tunnel passes. A 404 may let the visitor in, so an address in Envoy may end in a slash. */
export function openPaths({ hostname, hookPort }: InstallLocation): OpenPaths {
  return { hostname, port: hookPort, paths: Object.values(hookRoutes) };
}

/** ngrok's traffic policy lies there. */
export function ngrokPolicyFile({ configDir }: Pick<InstallLocation, 'configDir'>): string {
  return `${configDir}/ngrok-policy.yml`;
}

/** The folder in which systemd makes data folders. */
export const stateFolders = '/var/lib/';

export function isStateFolder(folder: string): boolean {
  return folder.startsWith(stateFolders);
}

/** Paths that \`ProtectHome\` hides from the service. */
export function isInHome(file: string): boolean {
  return /^\/(home|root|run\/user)\//.test(file);
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
