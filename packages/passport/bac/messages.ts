import { timingSafeEqual } from 'node:crypto';
import { toBigInt } from '../ber/fields.ts';
import { cipherSuite } from '../crypto/cipher-suite.ts';
import { sessionKeys, type SessionKeys } from '../secure-messaging/session.ts';

/** The only cipher of Basic Access Control (9303-11, 4.3). */
const bacSuite = cipherSuite('3DES');

/** Seals 32 bytes under the document's keys: cryptogram and checksum, 40 bytes. */
export function sealTokens(seed: Uint8Array, plain: Uint8Array): Buffer {
  const sealed = bacSuite.encrypt(bacSuite.deriveKey(seed, 1), Buffer.alloc(8), plain);
  return Buffer.concat([sealed, bacSuite.mac(bacSuite.deriveKey(seed, 2), sealed)]);
}

/** Opens what `sealTokens` wrote; null when the checksum or length is wrong. */
export function openTokens(seed: Uint8Array, message: Uint8Array): Buffer | null {
  if (message.length !== 40) return null;
  const sealed = message.subarray(0, 32);
  const mac = bacSuite.mac(bacSuite.deriveKey(seed, 2), sealed);
  if (!timingSafeEqual(mac, message.subarray(32))) return null;
  return bacSuite.decrypt(bacSuite.deriveKey(seed, 1), Buffer.alloc(8), sealed);
}

export interface BacSession {
  keys: SessionKeys;
  counter: bigint;
}

/** Session keys and counter from both nonces and both key halves (9303-11, 4.3.3). */
export function bacSession(
  chip: { nonce: Uint8Array; key: Uint8Array },
  reader: { nonce: Uint8Array; key: Uint8Array },
): BacSession {
  const secret = Buffer.from(chip.key).map((byte, i) => byte ^ (reader.key[i] ?? 0));
  const counter = Buffer.concat([chip.nonce.subarray(4), reader.nonce.subarray(4)]);
  return { keys: sessionKeys(bacSuite, secret), counter: toBigInt(counter) };
}
