import { createECDH, createHash } from 'node:crypto';
import { compactDecrypt, errors, type JWK } from 'jose';
import { readJson } from '#base/text';
import { MobileDocumentError } from '../errors.ts';
import { walletLimits } from '../limits.ts';

/** The key that a wallet encrypts its answer for. Never used for a second question. */
export interface AnswerKey {
  publicKey: JWK;
  privateKey: JWK;
  /** SHA-256 of the public key (RFC 7638). */
  thumbprint: Uint8Array;
}

export const sealing = { alg: 'ECDH-ES', enc: ['A128GCM', 'A256GCM'] } as const;

const subject = 'JWE';
const coordinateBytes = 32;

export function createAnswerKey(): AnswerKey {
  const pair = createECDH('prime256v1');
  // One byte, and both coordinates.
  const whole = pair.generateKeys().subarray(1);
  const x = whole.subarray(0, coordinateBytes).toString('base64url');
  const y = whole.subarray(coordinateBytes).toString('base64url');
  const secret = pair.getPrivateKey('hex').padStart(2 * coordinateBytes, '0');
  const d = Buffer.from(secret, 'hex').toString('base64url');
  const point = { crv: 'P-256', kty: 'EC', x, y };
  const digest = createHash('sha256').update(JSON.stringify(point)).digest();
  const use = { use: 'enc', alg: sealing.alg, kid: digest.toString('base64url') };
  return {
    publicKey: { ...point, ...use },
    privateKey: { ...point, d },
    thumbprint: Uint8Array.from(digest),
  };
}

/**
 * Decrypts an answer (OpenID4VP 1.0, 8.3): what the wallet would give without encryption.
 *
 * @throws {MobileDocumentError} `other_question`, `unreadable`, `too_large`
 */
export async function unsealAnswer(
  sealed: string,
  { privateKey }: Pick<AnswerKey, 'privateKey'>,
): Promise<unknown> {
  // Base64 in base64, with some room for what is around it.
  if (sealed.length > 2 * walletLimits.answerBytes) {
    throw new MobileDocumentError('too_large', subject);
  }
  try {
    const { plaintext } = await compactDecrypt(sealed, privateKey, {
      keyManagementAlgorithms: [sealing.alg],
      contentEncryptionAlgorithms: [...sealing.enc],
      maxDecompressedLength: 0,
    });
    return readJson(Buffer.from(plaintext).toString());
  } catch (error) {
    const isOther = error instanceof errors.JWEDecryptionFailed;
    throw new MobileDocumentError(isOther ? 'other_question' : 'unreadable', subject);
  }
}
