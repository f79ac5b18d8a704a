import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

// The first check for IPv6 takes milliseconds, and no held sign-in should wait for it.
isIP('no address');

/** A loopback address, also in its IPv6 form. */
const loopback = /^(::ffff:)?127\.|^::1$/;
/** Headers that show that a proxy or tunnel forwarded the request. */
const relayHeaders = ['forwarded', 'x-forwarded-for', 'via', 'cf-connecting-ip'];

/** Whether the request came from this machine directly, without a proxy or tunnel and not from a web page. */
export function isFromThisMachine({ headers, socket }: FastifyRequest): boolean {
  const { remoteAddress = '', localAddress } = socket;
  const isHere = loopback.test(remoteAddress) || remoteAddress === localAddress;
  const isRelayed = [...relayHeaders, 'origin'].some((name) => headers[name] !== undefined);
  return isHere && !isRelayed;
}

/** The sender of a request. */
export interface Caller {
  /** The socket's address; null when the socket was already closed. */
  address: string | null;
  /** The caller's address as a tunnel on this machine gives it. Behind a bare tunnel, the caller writes this header. */
  saidByTunnel: string | null;
}

export function callerOf({ headers, socket: { remoteAddress } }: FastifyRequest): Caller {
  const address = remoteAddress?.replace(/^::ffff:/, '') ?? null;
  if (address === null || !loopback.test(address)) return { address, saidByTunnel: null };
  const { 'cf-connecting-ip': ofCloudflare, 'x-forwarded-for': relayed = '' } = headers;
  // The nearest proxy appends its caller at the end.
  const said = String(ofCloudflare ?? String(relayed).split(',').at(-1)).trim();
  return { address, saidByTunnel: isIP(said) === 0 ? null : said };
}
