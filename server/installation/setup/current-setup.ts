import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { partNames } from '../backup/gather.ts';
import type { InstallKind } from './answers.ts';
import { valuesIn } from '../../../packages/planned-files/index.ts';
import { proxyFile, type Tunnel } from './files.ts';
import type { FromBackup } from './from-backup.ts';
import type { InstallLocation } from './install-location.ts';
import { tunnelTokenFile } from './tunnel-unit.ts';

/** The parts of an installation found on this machine. */
export interface CurrentSetup {
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

/** @param root folder that contains all paths */
export function readCurrentSetup(
  kind: InstallKind,
  place: InstallLocation,
  root: string,
  backup: FromBackup | null,
): CurrentSetup {
  const read = (file: string) => {
    try {
      return readFileSync(path.join(root, file), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  };
  const isThere = (file: string) => existsSync(path.join(root, file));
  const { configDir, dataDir, projectDir } = place;
  const settingsFile = kind === 'service' ? `${configDir}/vestibule.env` : `${projectDir}/.env`;
  // Settings of this machine take precedence.
  const settings = { ...backup?.settings, ...valuesIn(read(settingsFile) ?? '') };
  const notifyFile =
    settings['VESTIBULE_NOTIFY_FILE'] ??
    [`${dataDir}/notify.yaml`].find(isThere) ??
    (kind === 'service' ? `${configDir}/notify.yaml` : `${dataDir}/notify.yaml`);
  const proxyDir = kind === 'service' ? configDir : dataDir;
  const cloudflared =
    kind === 'service' ? '/etc/cloudflared/config.yml' : `${dataDir}/cloudflared.yml`;
  const left: [Tunnel, string][] = [
    ['cloudflared', cloudflared],
    ...(['ngrok', 'caddy', 'nginx'] as const).map((name): [Tunnel, string] => [
      name,
      proxyFile(proxyDir, name),
    ]),
  ];
  return {
    settings,
    backup,
    settingsFile,
    notifyFile: path.resolve(projectDir, notifyFile),
    hasNotifyFile:
      isThere(path.resolve(projectDir, notifyFile)) || Boolean(backup?.parts.has(partNames.notify)),
    hasSecret: (name) =>
      kind === 'service' ? isThere(`${configDir}/credentials/${name}`) : Boolean(settings[name]),
    hasTunnelToken: isThere(tunnelTokenFile(place)),
    tunnel: left.find(([, file]) => isThere(file))?.[0] ?? null,
    isPackaged: kind === 'service' && isThere(packagedUnit),
    read,
  };
}
