import { commandFile, commandScript } from './command-script.ts';
import { environmentFile, projectEnvironment } from './environment-file.ts';
import { chromiumPolicy, lobbyScreenAutostart } from './lobby-screen.ts';
import type { Place } from './place.ts';
import { serviceUnit } from './service-unit.ts';
import { cloudflaredConfig, ngrokPolicy } from './tunnels.ts';

export const tunnels = ['cloudflared', 'tailscale', 'ngrok', 'none'] as const;
export type Tunnel = (typeof tunnels)[number];

export interface Choices {
  tunnel: Tunnel;
  /** Does this machine show the lobby screen? */
  screen: boolean;
}

/** A file of the installation. */
export interface NewFile {
  /** Absolute. */
  path: string;
  /** What it is, in a few words. */
  purpose: string;
  mode: number;
  content: string;
  /** Filled in by whoever installs, so one that is there is never replaced. */
  isTheirs: boolean;
}

export function filesFor(place: Place, { tunnel, screen }: Choices): NewFile[] {
  const ours = (path: string, purpose: string, content: string): NewFile => ({
    path,
    purpose,
    mode: 0o644,
    content,
    isTheirs: false,
  });
  const theirs = (path: string, purpose: string, content: string): NewFile => ({
    ...ours(path, purpose, content),
    isTheirs: true,
  });
  return [
    ours('/etc/systemd/system/vestibule.service', 'the service', serviceUnit(place)),
    {
      ...ours(commandFile, 'runs commands beside the service', commandScript(place)),
      mode: 0o755,
    },
    theirs(
      `${place.projectDir}/.env`,
      'where commands without it look for the data',
      projectEnvironment(place),
    ),
    theirs(`${place.configDir}/vestibule.env`, 'its settings', environmentFile()),
    ...(screen
      ? [
          ours(
            '/etc/chromium/policies/managed/vestibule.json',
            'what the lobby screen may do',
            chromiumPolicy(place),
          ),
          ours(
            '/etc/xdg/autostart/vestibule-screen.desktop',
            'starts the lobby screen',
            lobbyScreenAutostart(place),
          ),
        ]
      : []),
    ...(tunnel === 'cloudflared'
      ? [theirs('/etc/cloudflared/config.yml', 'the tunnel', cloudflaredConfig(place))]
      : []),
    ...(tunnel === 'ngrok'
      ? [theirs(`${place.configDir}/ngrok-policy.yml`, 'what the tunnel lets in', ngrokPolicy())]
      : []),
  ];
}
