import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { valuesIn } from './env-file.ts';
import { projectRoot } from '../../config/environment.ts';
import { partNames } from '../backup/gather.ts';
import { readBackup, type FromBackup } from './from-backup.ts';
import { defaultLocation, type InstallKind, type InstallLocation } from './install-location.ts';
import { tunnelFile, tunnels, tunnelTokenFile, type Tunnel } from './tunnels.ts';

/** The paths of an installation, and the parts of it that this machine has. */
export interface CurrentSetup {
  place: InstallLocation;
  /** The settings of the file, without the environment. */
  settings: Readonly<Record<string, string>>;
  /** The backup for a new installation. */
  backup: FromBackup | null;
  settingsFile: string;
  /** The present or future path. */
  notifyFile: string;
  hasNotifyFile: boolean;
  /** Whether a secret is stored, by its name as in docs/reference.md. */
  hasSecret: (name: string) => boolean;
  hasTunnelToken: boolean;
  /** According to the files of the tunnel; null when there are none. */
  tunnel: Tunnel | null;
  /** Whether unit and command belong to a package, which updates them. */
  isPackaged: boolean;
  /** The contents of a file of the installation; null when it does not exist. */
  read: (file: string) => string | null;
}

/** The unit's path in Debian's package. */
const packagedUnit = '/usr/lib/systemd/system/vestibule.service';

/** @param root folder that contains all paths @throws {RefusalError} `backup_unusable` */
export function readCurrentSetup(
  kind: InstallKind,
  { root, fromBackup }: { root: string; fromBackup?: string },
): CurrentSetup {
  const isThere = (file: string) => existsSync(path.join(root, file));
  const read = (file: string) => {
    try {
      return readFileSync(path.join(root, file), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  };
  const isService = kind === 'service';
  const configDir = isService ? '/etc/vestibule' : projectRoot;
  const settingsFile = path.join(configDir, isService ? 'vestibule.env' : '.env');
  const written = valuesIn(read(settingsFile) ?? '');
  const usual = isService ? '/var/lib/vestibule' : path.join(projectRoot, 'data');
  const fromEnvironment = isService ? undefined : process.env['VESTIBULE_DATA_DIR'];
  const dataDir = path.resolve(
    projectRoot,
    written['VESTIBULE_DATA_DIR'] ?? fromEnvironment ?? usual,
  );
  const backup = readBackup(fromBackup, dataDir);
  // Settings of this machine take precedence.
  const settings = { ...backup?.settings, ...written };
  const place = defaultLocation({
    ...{ kind, configDir, dataDir },
    hookPort: Number(settings['VESTIBULE_HOOK_PORT'] ?? 8787),
    lobbyPort: Number(settings['VESTIBULE_LOBBY_PORT'] ?? 8788),
  });
  const notifyFile = path.resolve(
    projectRoot,
    settings['VESTIBULE_NOTIFY_FILE'] ??
      [`${dataDir}/notify.yaml`].find(isThere) ??
      path.join(isService ? configDir : dataDir, 'notify.yaml'),
  );
  return {
    ...{ place, settings, backup, settingsFile, notifyFile, read },
    hasNotifyFile: isThere(notifyFile) || Boolean(backup?.parts.has(partNames.notify)),
    hasSecret: (name) =>
      isService ? isThere(`${configDir}/credentials/${name}`) : Boolean(settings[name]),
    hasTunnelToken: isThere(tunnelTokenFile(place)),
    tunnel: tunnels.find((name) => isThere(tunnelFile(place, name) ?? '\0')) ?? null,
    isPackaged: isService && isThere(packagedUnit),
  };
}
