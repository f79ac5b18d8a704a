import {
  backupTimer,
  backupUnit,
  commandScript,
  fillTemplate,
  serviceUnit,
  socketUnit,
} from './units.ts';
import type { InstallLocation } from './install-location.ts';

/** A file of the installation. */
export interface NewFile {
  /** Absolute path. */
  path: string;
  /** Purpose in a few words. */
  purpose: string;
  content: string;
  /** Without it, everybody may read the file. */
  mode?: number;
  /** Parts of the present and new contents that are not shown. */
  secrets?: readonly string[];
  /** The installer edits this file, so setup never replaces an existing one. */
  isTheirs?: true;
}

/** The units and the command of a service that no package brings. */
export function unitFiles(place: InstallLocation): NewFile[] {
  const systemd = '/etc/systemd/system/vestibule';
  const command = { path: '/usr/local/bin/vestibule', purpose: 'runs commands beside the service' };
  return [
    { path: `${systemd}.service`, purpose: 'the service', content: serviceUnit(place) },
    { path: `${systemd}.socket`, purpose: 'holds calls for it', content: socketUnit(place) },
    { path: `${systemd}-backup.service`, purpose: 'makes a backup', content: backupUnit(place) },
    { path: `${systemd}-backup.timer`, purpose: 'does it each night', content: backupTimer() },
    { ...command, content: commandScript(place), mode: 0o755 },
    {
      // Without it, a command run by hand would make another installation: a pairing code without a service.
      path: `${place.projectDir}/.env`,
      purpose: 'where commands without it look for the data',
      content: fillTemplate('project.env', { ...place }),
      isTheirs: true,
    },
  ];
}

/** The package's socket listens on the default port. Another port needs a file beside it. */
export function packagedPort(place: InstallLocation): NewFile[] {
  if (place.hookPort === 8787) return [];
  const file = '/etc/systemd/system/vestibule.socket.d/port.conf';
  const content = fillTemplate('port.conf', { ...place });
  return [{ path: file, purpose: 'where calls arrive', content }];
}

/** What a lobby screen on this machine needs; the package `vestibule-kiosk` brings its own. */
export function screenFiles(place: InstallLocation): NewFile[] {
  return [
    {
      path: '/etc/chromium/policies/managed/vestibule.json',
      purpose: 'what the lobby screen may do',
      content: fillTemplate('chromium-policy.json', { ...place }),
      isTheirs: true,
    },
    {
      path: '/etc/xdg/autostart/vestibule-screen.desktop',
      purpose: 'starts the lobby screen',
      content: fillTemplate('vestibule-screen.desktop', { ...place }),
      isTheirs: true,
    },
  ];
}
