import type { Tunnel } from './files.ts';
import { ngrokPolicyFile, openPaths, type InstallLocation } from './install-location.ts';
import { sandbox } from './service-unit.ts';
import { ngrokCommand } from '../../../packages/path-tunnels/index.ts';

/** Tunnels whose program takes a token and runs while the tunnel is open. */
const commands = {
  cloudflared: { variable: 'TUNNEL_TOKEN', run: () => 'cloudflared --no-autoupdate tunnel run' },
  ngrok: {
    variable: 'NGROK_AUTHTOKEN',
    run: (place: InstallLocation) => ngrokCommand(openPaths(place), ngrokPolicyFile(place)).trim(),
  },
};

type TunnelWithToken = keyof typeof commands;

export function takesToken(tunnel: Tunnel): tunnel is TunnelWithToken {
  return Object.hasOwn(commands, tunnel);
}

export const tunnelUnitName = 'vestibule-tunnel.service';

/** The file of the token. It is not among the secrets that the service gets. */
export function tunnelTokenFile({ configDir }: InstallLocation): string {
  return `${configDir}/tunnel-token`;
}

/** The unit that keeps the tunnel open. Neither a command line nor the unit contains the token. */
export function tunnelUnit(place: InstallLocation, tunnel: TunnelWithToken): string {
  const { variable, run } = commands[tunnel];
  return `[Unit]
Description=Vestibule tunnel, through which Envoy's calls arrive
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart=/bin/sh -c '${variable}=$$(cat "$$CREDENTIALS_DIRECTORY/token") exec ${run(place)}'
LoadCredential=token:${tunnelTokenFile(place)}
DynamicUser=yes
UMask=0077
NoNewPrivileges=yes
LimitCORE=0
Restart=always
RestartSec=2
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=yes
${sandbox}

[Install]
WantedBy=multi-user.target
`;
}
