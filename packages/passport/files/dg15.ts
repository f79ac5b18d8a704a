import { readOnly } from '../ber/read-ber.ts';
import { limits } from '../limits.ts';
import { readPublicKey, type PublicKey } from '../trust/public-key.ts';

/** DG15: the public key of active authentication (9303-10, 4.7.15). @throws {PassportError} */
export function readDg15(bytes: Uint8Array): PublicKey {
  const subject = 'DG15';
  return readPublicKey(readOnly(bytes, 0x6f, subject, limits.files.dg15).value, subject);
}
