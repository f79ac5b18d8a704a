/** Configurations of tunnels and proxies that pass a few paths and answer 404 to the rest. See README.md. */

/** What is reached from outside. A path may end in a slash, too. */
export interface OpenPaths {
  hostname: string;
  /** The port on this machine. */
  port: number;
  paths: readonly string[];
}

/** cloudflared's configuration: the paths, and 404 for everything else. Its paths are regular expressions. */
export function cloudflaredConfig({ hostname, port, paths }: OpenPaths): string {
  return `tunnel: YOUR-TUNNEL-ID
credentials-file: /etc/cloudflared/YOUR-TUNNEL-ID.json

ingress:
  - hostname: ${hostname}
    path: ^(${paths.join('|')})/?$
    service: http://127.0.0.1:${port}
  - service: http_status:404
`;
}

/** The route that an installer enters in Cloudflare's dashboard. Its paths are regular expressions. */
export function cloudflaredRoute({ hostname, port, paths }: OpenPaths): string {
  return `${hostname}, path ^(${paths.join('|')})/?$\nto http://127.0.0.1:${port}`;
}

/** ngrok's traffic policy. */
export function ngrokPolicy({ paths }: OpenPaths): string {
  const pathsAsTyped = paths.flatMap((path) => [path, `${path}/`]);
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
export function caddyfile({ hostname, port, paths }: OpenPaths): string {
  return `${hostname} {
	@envoy path_regexp ^(${paths.join('|')})/?$
	handle @envoy {
		reverse_proxy 127.0.0.1:${port}
	}
	handle {
		respond 404
	}
}
`;
}

/** nginx's configuration. The service itself answers a body that is too long, and holds the visitor. */
export function nginxSite({ hostname, port, paths }: OpenPaths): string {
  return `server {
    listen 443 ssl;
    server_name ${hostname};
    ssl_certificate /etc/letsencrypt/live/${hostname}/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/${hostname}/privkey.pem;
    client_max_body_size 0;

    location ~ ^(${paths.join('|')})/?$ {
        proxy_pass http://127.0.0.1:${port};
        proxy_read_timeout 35s;
    }
    location / {
        return 404;
    }
}
`;
}

/** A tunnel to an outside machine, where Caddy or nginx passes the calls to the same port. */
export function sshCommand({ hostname, port }: OpenPaths): string {
  return `ssh -N -o ExitOnForwardFailure=yes -o ServerAliveInterval=5 -R 127.0.0.1:${port}:127.0.0.1:${port} tunnel@${hostname}\n`;
}

/** Commands that make Tailscale Funnel serve the paths and nothing else. */
export function funnelCommands({ port, paths }: OpenPaths): string {
  return paths
    .map((path) => `tailscale funnel --bg --set-path=${path} http://127.0.0.1:${port}${path}\n`)
    .join('');
}

/** The command that opens ngrok's tunnel. */
export function ngrokCommand({ hostname, port }: OpenPaths, policyFile: string): string {
  return `ngrok http ${port} --url https://${hostname} --traffic-policy-file ${policyFile}\n`;
}
