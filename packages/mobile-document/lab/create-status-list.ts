import { sign } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { encode, Tagged } from 'cborg';
import type { Signer } from '#passport/lab/authority.ts';
import { tags } from '../cbor.ts';
import { sign1 } from '../virtual-wallet/index.ts';

// Publishes lists of withdrawn documents, as an issuer does.

export interface StatusListOptions {
  uri: string;
  /** One status after the other, the first in the lowest bits. */
  statuses: Uint8Array;
  /** Default: `statuses`, deflated. */
  lst?: Uint8Array;
  bits?: number;
  issuedAt: Date;
  until?: Date;
  /** In seconds. */
  ttl?: unknown;
  /** What the token says that it is. */
  type?: string;
}

/** A list as a CBOR web token. */
export function createStatusList(
  { certificate, privateKey }: Signer,
  { type = 'application/statuslist+cwt', issuedAt, until, ttl, ...list }: StatusListOptions,
): Buffer {
  const { uri, statuses, bits = 1, lst = deflateSync(statuses) } = list;
  const claims = new Map<number, unknown>([
    [2, uri],
    [6, secondsOf(issuedAt)],
    ...(until ? ([[4, secondsOf(until)]] as const) : []),
    ...(ttl === undefined ? [] : ([[65_534, ttl]] as const)),
    [65_533, { bits, lst: Uint8Array.from(lst) }],
  ]);
  const signed = new Map<number, unknown>([
    [1, -7],
    [16, type],
    [33, Uint8Array.from(certificate)],
  ]);
  const message = sign1(privateKey, new Map(), encode(claims), signed);
  return Buffer.from(encode(new Tagged(tags.sign1, message)));
}

/** A list as a JSON web token. @param header fields beside the usual ones */
export function createJsonStatusList(
  { certificate, privateKey: key }: Signer,
  { type = 'statuslist+jwt', issuedAt, until, ttl, ...list }: StatusListOptions,
  header: Record<string, unknown> = {},
): Buffer {
  const { uri, statuses, bits = 1, lst = deflateSync(statuses) } = list;
  const x5c = [certificate.toString('base64')];
  const claims = {
    ...{ sub: uri, iat: secondsOf(issuedAt), ttl },
    ...(until && { exp: secondsOf(until) }),
    status_list: { bits, lst: Buffer.from(lst).toString('base64url') },
  };
  const covered = [{ alg: 'ES256', typ: type, x5c, ...header }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const proof = sign('sha256', Buffer.from(covered), { key, dsaEncoding: 'ieee-p1363' });
  return Buffer.from(`${covered}.${proof.toString('base64url')}`);
}

function secondsOf(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
