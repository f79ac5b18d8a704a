import path from 'node:path';
import { hookRoutes } from '../../envoy/call-guards.ts';
import type { InstallLocation } from './install-location.ts';
import { fill, fillTemplate } from './units.ts';

interface TunnelKind {
  /** Beside the name, where an installer chooses. */
  hint: string;
  /** The name of its configuration, which says what is let in. */
  file?: string;
  /** The variable for its token. With a token, a unit keeps the tunnel open by this command. */
  token?: { variable: string; command: string };
  /** What is left to do. */
  open: string;
  /** What is left to do where a unit keeps the tunnel open. */
  openByToken?: string;
}

/** The programs that bring Envoy's calls here, and no other call. */
const kinds = {
  cloudflared: {
    hint: 'Cloudflare, your own name',
    file: 'cloudflared.yml',
    token: { variable: 'TUNNEL_TOKEN', command: 'cloudflared --no-autoupdate tunnel run' },
    open: 'Put your tunnel’s id into {{file}}, and restart cloudflared.',
    openByToken:
      'In Cloudflare’s dashboard, give the tunnel this route:\n{{hostname}}, path ^({{paths}})/?$\nto http://127.0.0.1:{{hookPort}}',
  },
  tailscale: { hint: 'Tailscale Funnel', open: 'Open the tunnel:\n{{funnel}}' },
  ngrok: {
    hint: 'ngrok, with a traffic policy',
    file: 'ngrok-policy.yml',
    token: {
      variable: 'NGROK_AUTHTOKEN',
      command: 'ngrok http {{hookPort}} --url https://{{hostname}} --traffic-policy-file {{file}}',
    },
    open: 'Open the tunnel:\n{{command}}',
    openByToken: 'journalctl -u vestibule-tunnel says whether ngrok is connected.',
  },
  caddy: {
    hint: 'Caddy on this machine, which is reached from outside',
    file: 'Caddyfile',
    open: 'Let Caddy read it: import {{file}} in /etc/caddy/Caddyfile',
  },
  nginx: {
    hint: 'nginx, with your certificate',
    file: 'nginx.conf',
    open: 'Let nginx read it: ln -s {{file}} /etc/nginx/sites-enabled/vestibule',
  },
  none: {
    hint: 'another one, which is not set up here',
    open: 'Let your tunnel reach http://127.0.0.1:{{hookPort}}/envoy/ and nothing else.',
  },
} satisfies Record<string, TunnelKind>;

export type Tunnel = keyof typeof kinds;
export const tunnels = Object.keys(kinds) as Tunnel[];
const kindOf = (tunnel: Tunnel): TunnelKind => kinds[tunnel];

export function tunnelHint(tunnel: Tunnel): string {
  return kindOf(tunnel).hint;
}

/** The file that a tunnel or proxy reads; null where none is needed. */
export function tunnelFile(place: InstallLocation, tunnel: Tunnel): string | null {
  const { file } = kindOf(tunnel);
  if (file === undefined) return null;
  if (place.kind === 'folder') return path.join(place.dataDir, file);
  return tunnel === 'cloudflared'
    ? '/etc/cloudflared/config.yml'
    : path.join(place.configDir, file);
}

const localPort = /(?:localhost|127\.0\.0\.1|\[::1\]):(\d+)/g;

/** Whether the tunnel's file, which setup never replaces, names local ports but not the service's. */
export function namesOtherPort(
  { hookPort }: InstallLocation,
  file: string | null,
  read: (file: string) => string | null,
): boolean {
  const content = file === null ? null : read(file);
  const ports = [...(content ?? '').matchAll(localPort)].map(([, port]) => Number(port));
  return ports.length > 0 && !ports.includes(hookPort);
}

export function tunnelConfig(place: InstallLocation, tunnel: Tunnel): string {
  return fillTemplate(kindOf(tunnel).file ?? '', wordsFor(place, tunnel));
}

/** What the installer does so that calls arrive. */
export function openingSteps(place: InstallLocation, tunnel: Tunnel, isByToken: boolean): string {
  const { open, openByToken } = kindOf(tunnel);
  return fill(isByToken && openByToken ? openByToken : open, wordsFor(place, tunnel));
}

export function takesToken(tunnel: Tunnel): boolean {
  return kindOf(tunnel).token !== undefined;
}

export const tunnelUnitName = 'vestibule-tunnel.service';

/** The file of the token. It is not among the secrets that the service gets. */
export function tunnelTokenFile({ configDir }: InstallLocation): string {
  return `${configDir}/tunnel-token`;
}

/** The unit that keeps the tunnel open. Neither a command line nor the unit contains the token. */
export function tunnelUnit(place: InstallLocation, tunnel: Tunnel): string {
  const { variable = '' } = kindOf(tunnel).token ?? {};
  const words = { ...wordsFor(place, tunnel), variable, tokenFile: tunnelTokenFile(place) };
  return fillTemplate(tunnelUnitName, words);
}

function wordsFor(place: InstallLocation, tunnel: Tunnel): Record<string, string | number | null> {
  const routes = Object.values(hookRoutes);
  const { hookPort } = place;
  const words = {
    ...{ ...place, file: tunnelFile(place, tunnel), paths: routes.join('|') },
    // A 404 may let the visitor in, so an address in Envoy may end in a slash.
    quotedPaths: routes.flatMap((route) => [`'${route}'`, `'${route}/'`]).join(', '),
    funnel: routes
      .map((at) => `tailscale funnel --bg --set-path=${at} http://127.0.0.1:${hookPort}${at}`)
      .join('\n'),
  };
  return { ...words, command: fill(kindOf(tunnel).token?.command ?? '', words) };
}
