import { hookRoutes } from '../../server/envoy/routes.ts';
import type { Place } from './place.ts';

// What is typed into Envoy may end in a slash, and a 404 may let the visitor in: both tunnels pass that, too.
const paths = Object.values(hookRoutes);
const pathsAsTyped = paths.flatMap((path) => [path, `${path}/`]);

/** cloudflared's configuration: our paths, and 404 for everything else. Its paths are regular expressions. */
export function cloudflaredConfig({ hostname, hookPort }: Place): string {
  return `tunnel: YOUR-TUNNEL-ID
credentials-file: /etc/cloudflared/YOUR-TUNNEL-ID.json

ingress:
  - hostname: ${hostname}
    path: ^(${paths.join('|')})/?$
    service: http://127.0.0.1:${hookPort}
  - service: http_status:404
`;
}

/** ngrok's traffic policy. */
export function ngrokPolicy(): string {
  return `on_http_request:
  - expressions:
      - "!(req.url.path in [${pathsAsTyped.map((path) => `'${path}'`).join(', ')}])"
    actions:
      - type: deny
        config:
          status_code: 404
`;
}

/** The commands that make Tailscale Funnel serve each of our paths and nothing else. */
export function funnelCommands({ hookPort }: Place): string {
  return paths
    .map((path) => `tailscale funnel --bg --set-path=${path} http://127.0.0.1:${hookPort}${path}\n`)
    .join('');
}

/** The command that opens ngrok's tunnel. */
export function ngrokCommand({ hostname, hookPort, configDir }: Place): string {
  return `ngrok http ${hookPort} --url https://${hostname} --traffic-policy-file ${configDir}/ngrok-policy.yml\n`;
}
