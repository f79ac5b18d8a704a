import { inflateSync } from 'node:zlib';
import type { TrustStore } from '#passport';
import { findSigner } from '../answer/signer.ts';
import type { StatusReference } from '../answer/security-object.ts';
import { bytesOf, mapOf, readCbor, textOf } from '../cbor.ts';
import { isSignedWith, readCose } from '../cose.ts';
import { MobileDocumentError } from '../errors.ts';
import { walletLimits } from '../limits.ts';

const subject = 'status list';
const claims = { address: 2, until: 4, issuedAt: 6, list: 65_533 } as const;
const sizes = [1, 2, 4, 8];

/** A list in which an issuer withdraws documents (Token Status List, as a CBOR web token). */
export interface StatusList {
  /** The address that documents name. */
  uri: string;
  issuedAt: Date;
  /** Null: the issuer gives no date. */
  until: Date | null;
  /** Whether the issuer withdrew the document; null: the list does not have it. */
  isWithdrawn: (status: StatusReference) => boolean | null;
}

/**
 * Reads a status list and verifies that somebody signed it who may sign documents.
 *
 * @throws {MobileDocumentError} `too_large`, `unreadable`, `signature_invalid`, `signer_invalid`
 */
export function readStatusList(content: Uint8Array, trust: TrustStore, now: Date): StatusList {
  if (content.length > walletLimits.statusListBytes)
    throw new MobileDocumentError('too_large', subject);
  const message = readCose(readCbor(content, subject), subject);
  const { certificate, authority, isRevoked } = findSigner(message.certificates, trust, now);
  if (!authority || isRevoked) throw new MobileDocumentError('signer_invalid', subject);
  if (!message.payload || !isSignedWith(certificate.publicKey.keyObject, message)) {
    throw new MobileDocumentError('signature_invalid', subject);
  }
  const token = mapOf(readCbor(message.payload, subject), subject);
  const list = mapOf(token.get(claims.list), subject);
  const bits = list.get('bits');
  if (typeof bits !== 'number' || !sizes.includes(bits)) {
    throw new MobileDocumentError('unreadable', subject);
  }
  const statuses = unpack(bytesOf(list.get('lst'), subject));
  const uri = textOf(token.get(claims.address), subject);
  const until = token.get(claims.until);
  return {
    uri,
    issuedAt: fromSeconds(token.get(claims.issuedAt)),
    until: until === undefined ? null : fromSeconds(until),
    isWithdrawn: (status) => {
      const at = status.index * bits;
      const byte = status.uri === uri ? statuses[Math.floor(at / 8)] : undefined;
      // Suspended and reserved values are no better than withdrawn.
      return byte === undefined ? null : ((byte >> (at % 8)) & (2 ** bits - 1)) !== 0;
    },
  };
}

function unpack(bytes: Uint8Array): Uint8Array {
  try {
    return inflateSync(bytes, { maxOutputLength: walletLimits.statusBytes });
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new MobileDocumentError(isLarge ? 'too_large' : 'unreadable', subject);
  }
}

function fromSeconds(value: unknown): Date {
  const moment = new Date(typeof value === 'number' ? value * 1000 : NaN);
  if (Number.isNaN(moment.getTime())) throw new MobileDocumentError('unreadable', subject);
  return moment;
}
