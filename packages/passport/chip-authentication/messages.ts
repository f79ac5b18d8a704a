import { cipherSuite, type CipherName } from '../crypto/cipher-suite.ts';
import { oidBytes, writeTlv } from '../ber/write-ber.ts';
import { sessionKeys, type SessionKeys } from '../secure-messaging/session.ts';
import type { Group } from '../domain/group.ts';

/** Keys of the new session from a static and an ephemeral key (9303-11, 6.2.3). */
export function chipAuthenticationKeys(
  cipher: CipherName,
  group: Group,
  publicKey: Uint8Array,
  privateKey: bigint,
): SessionKeys {
  return sessionKeys(cipherSuite(cipher), group.secretOf(group.power(publicKey, privateKey)));
}

/** The data of MSE:Set KAT, which 3DES uses. */
export function writeKeyTemplate(publicKey: Uint8Array, keyId: number | null): Buffer {
  return Buffer.concat([writeTlv(0x91, publicKey), ...keyReference(keyId)]);
}

/** The data of MSE:Set AT, which AES uses. */
export function writeTemplate(oid: string, keyId: number | null): Buffer {
  return Buffer.concat([writeTlv(0x80, oidBytes(oid)), ...keyReference(keyId)]);
}

function keyReference(keyId: number | null): Buffer[] {
  return keyId === null
    ? []
    : [writeTlv(0x84, Buffer.from(keyId > 255 ? [keyId >> 8, keyId & 255] : [keyId]))];
}
