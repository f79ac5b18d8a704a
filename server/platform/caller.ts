import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

// Its first look for IPv6 takes milliseconds, which no held sign-in is to wait.
isIP('no address');

/** A loopback address, also as IPv6 has it. */
const loopback = /^(::ffff:)?127\.|^::1$/;
/** Headers by which a proxy or a tunnel says that it passes a request on. */
const relayHeaders = ['forwarded', 'x-forwarded-for', 'via', 'cf-connecting-ip'];

/** Past no proxy or tunnel, and from no page. */
export function isFromThisMachine({ headers, socket }: FastifyRequest): boolean {
  const { remoteAddress = '', localAddress } = socket;
  const isHere = loopback.test(remoteAddress) || remoteAddress === localAddress;
  const isRelayed = [...relayHeaders, 'origin'].some((name) => headers[name] !== undefined);
  return isHere && !isRelayed;
}

/** Where a request came from. */
export interface Caller {
  /** Of the socket; null when it was closed already. */
  address: string | null;
  /** What a tunnel on this machine says of it. A caller behind a bare tunnel writes that header itself. */
  saidByTunnel: string | null;
}

export function callerOf({ headers, socket: { remoteAddress } }: FastifyRequest): Caller {
  const address = remoteAddress?.replace(/^::ffff:/, '') ?? null;
  if (address === null || !loopback.test(address)) return { address, saidByTunnel: null };
  const { 'cf-connecting-ip': ofCloudflare, 'x-forwarded-for': relayed = '' } = headers;
  // The nearest proxy adds its caller at the end.
  const said = String(ofCloudflare ?? String(relayed).split(',').at(-1)).trim();
  return { address, saidByTunnel: isIP(said) === 0 ? null : said };
}
