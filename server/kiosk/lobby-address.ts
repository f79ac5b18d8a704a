import type { Config } from '../config/config.ts';

/** Where this machine itself reaches the lobby listener: an origin. */
export function lobbyAddress({ host, port, tls }: Config['lobby']): string {
  const isWide = host === '0.0.0.0' || host === '::';
  const reachable = isWide ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `${tls ? 'https' : 'http'}://${reachable}:${port}`;
}
