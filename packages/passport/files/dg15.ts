import { readOnly } from '../ber/read-ber.ts';
import { PassportError } from '../errors.ts';
import { limits } from '../limits.ts';
import { readPublicKey, type PublicKey } from '../trust/public-key.ts';

/** DG15: the public key of active authentication (9303-10, 4.7.15). @throws {PassportError} */
export function readDg15(bytes: Uint8Array): PublicKey {
  const subject = 'DG15';
  if (bytes.length > limits.files.dg15) throw new PassportError('too_large', subject);
  return readPublicKey(readOnly(bytes, 0x6f, subject).value, subject);
}
