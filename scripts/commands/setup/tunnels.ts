import { hookRoutes } from '../../../server/envoy/call-guards.ts';
import type { InstallLocation } from './install-location.ts';

// An address in Envoy may end in a slash, and a 404 may let the visitor in. So every tunnel passes those paths too.
const paths = Object.values(hookRoutes);
const pathsAsTyped = paths.flatMap((path) => [path, `${path}/`]);

/** cloudflared's configuration: our paths, and 404 for everything else. Its paths are regular expressions. */
export function cloudflaredConfig({ hostname, hookPort }: InstallLocation): string {
  return `tunnel: YOUR-TUNNEL-ID
credentials-file: /etc/cloudflared/YOUR-TUNNEL-ID.json

ingress:
  - hostname: ${hostname}
    path: ^(${paths.join('|')})/?$
    service: http://127.0.0.1:${hookPort}
  - service: http_status:404
`;
}

/** The route that an installer enters in Cloudflare's dashboard. Its paths are regular expressions. */
export function cloudflaredRoute({ hostname, hookPort }: InstallLocation): string {
  return `${hostname}, path ^(${paths.join('|')})/?$\nto http://127.0.0.1:${hookPort}`;
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

/** Caddy's configuration; Caddy fetches and renews the certificate by itself. */
export function caddyfile({ hostname, hookPort }: InstallLocation): string {
  return `${hostname} {
	@envoy path_regexp ^(${paths.join('|')})/?$
	handle @envoy {
		reverse_proxy 127.0.0.1:${hookPort}
	}
	handle {
		respond 404
	}
}
`;
}

/** nginx's configuration. The service itself answers a body that is too long, and holds the visitor. */
export function nginxSite({ hostname, hookPort }: InstallLocation): string {
  return `server {
    listen 443 ssl;
    server_name ${hostname};
    ssl_certificate /etc/letsencrypt/live/${hostname}/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/${hostname}/privkey.pem;
    client_max_body_size 0;

    location ~ ^(${paths.join('|')})/?$ {
        proxy_pass http://127.0.0.1:${hookPort};
        proxy_read_timeout 35s;
    }
    location / {
        return 404;
    }
}
`;
}

/** A tunnel to an outside machine, where Caddy or nginx passes the calls to the same port. */
export function sshCommand({ hostname, hookPort }: InstallLocation): string {
  return `ssh -N -o ExitOnForwardFailure=yes -o ServerAliveInterval=5 -R 127.0.0.1:${hookPort}:127.0.0.1:${hookPort} tunnel@${hostname}\n`;
}

/** Commands that make Tailscale Funnel serve our paths and nothing else. */
export function funnelCommands({ hookPort }: InstallLocation): string {
  return paths
    .map((path) => `tailscale funnel --bg --set-path=${path} http://127.0.0.1:${hookPort}${path}\n`)
    .join('');
}

/** The command that opens ngrok's tunnel. */
export function ngrokCommand({ hostname, hookPort, configDir }: InstallLocation): string {
  return `ngrok http ${hookPort} --url https://${hostname} --traffic-policy-file ${configDir}/ngrok-policy.yml\n`;
}
