import type { AddressInfo } from 'node:net';

/** The origin under which this machine reaches a listener; loopback if the listener is bound to every address. */
export function listenerOrigin(bound: AddressInfo | string | null, scheme = 'http'): string {
  if (bound === null || typeof bound === 'string') throw new Error('not listening on a port');
  const { family, address, port } = bound;
  const isEvery = address === '0.0.0.0' || address === '::';
  const host = isEvery ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address;
  return `${scheme}://${host}:${port}`;
}
