import { constants, privateDecrypt, randomBytes, sign, type KeyObject } from 'node:crypto';
import type { HashName } from '../ber/oids.ts';
import { messageToSign } from './messages.ts';

export interface ActiveAuthenticationKey {
  privateKey: KeyObject;
  hash: HashName;
  /** The form of an ECDSA signature. */
  encoding?: 'plain' | 'der';
}

/** Answers INTERNAL AUTHENTICATE as the chip: the other side of `reader.ts`, for virtual chips. */
export function signChallenge(key: ActiveAuthenticationKey, challenge: Uint8Array): Buffer {
  const { privateKey, hash, encoding } = key;
  if (privateKey.asymmetricKeyType !== 'rsa') {
    const dsaEncoding = encoding === 'der' ? 'der' : 'ieee-p1363';
    return sign(hash, challenge, { key: privateKey, dsaEncoding });
  }
  const bytes = Math.ceil((privateKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
  const message = messageToSign(bytes, challenge, hash, randomBytes);
  return privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, message);
}
