import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { partNames } from '../../backup/gather.ts';
import type { InstallKind } from './answers.ts';
import { valuesIn } from './env-file.ts';
import { proxyFile, type Tunnel } from './files.ts';
import type { FromBackup } from './from-backup.ts';
import type { InstallLocation } from './install-location.ts';
import { tunnelTokenFile } from './tunnel-unit.ts';

/** What of an installation is on this machine. */
export interface CurrentSetup {
  /** The settings of the file, without those of the environment. */
  settings: Readonly<Record<string, string>>;
  /** What a new installation takes over. */
  backup: FromBackup | null;
  settingsFile: string;
  /** Where it is, or is to be. */
  notifyFile: string;
  hasNotifyFile: boolean;
  /** By its name, as in docs/reference.md. */
  hasSecret: (name: string) => boolean;
  hasTunnelToken: boolean;
  /** From the files that one leaves; null when there is none. */
  tunnel: Tunnel | null;
  /** The unit and the command came with a package, which keeps them up to date. */
  isPackaged: boolean;
  /** The content of a file of the installation; null when it is not there. */
  read: (file: string) => string | null;
}

/** Where Debian's packages put their units. */
const packagedUnit = '/usr/lib/systemd/system/vestibule.service';

/** @param root everything lies below it */
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
  // What is here wins.
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
