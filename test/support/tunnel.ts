import type { Test } from 'tap';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TunnelOptions {
  /** The address of the service. */
  to: string;
  /** The tunnel answers all other paths with 404. */
  paths?: readonly string[];
  /** The tunnel gives this answer to every call. */
  instead?: { status: number; headers?: Record<string, string>; body?: string };
}

/**
 * The reverse proxy between Envoy and the service, with a path rule, on good and bad days. A test may change the
 * options between calls.
 */
export async function openTunnel(t: Test, options: TunnelOptions): Promise<string> {
  const tunnel = createServer((incoming, outgoing) => {
    const { to, paths, instead } = options;
    if (instead) {
      outgoing.writeHead(instead.status, instead.headers).end(instead.body);
    } else if (paths && !paths.includes(incoming.url ?? '')) {
      outgoing.writeHead(404).end('404 page not found');
    } else {
      pass(to, incoming, outgoing);
    }
  });
  tunnel.listen(0, '127.0.0.1');
  await once(tunnel, 'listening');
  t.teardown(() => tunnel.close());
  return `http://127.0.0.1:${(tunnel.address() as AddressInfo).port}`;
}

function pass(to: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, url, headers } = incoming;
  const onward = request(new URL(url ?? '/', to), {
    method,
    headers: { ...headers, host: new URL(to).host, 'x-forwarded-for': '198.51.100.7' },
  });
  onward.on('response', (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.writeHead(502).end('bad gateway'));
  incoming.pipe(onward);
}
