import { createHash, randomBytes } from 'node:crypto';
import fp from 'fastify-plugin';
import { deriveKey, isSameHash, keyedHash } from '../../keys/keyed-hash.ts';
import { isSigned, signedBytesOf } from '../signed-body.ts';

/** The stand-by's challenge, 24 bytes in base64url. */
export const nonceHeader = 'vestibule-nonce';
/** One proof for each client secret, separated by commas. */
export const proofHeader = 'vestibule-proof';

const nonceShape = /^[A-Za-z0-9_-]{32}$/;

export function newNonce(): string {
  return randomBytes(24).toString('base64url');
}

/** The proven statement: this answer belongs to this call and this challenge. */
interface Proven {
  nonce: string;
  /** Method, path and body of the call. */
  call: { method: string; path: string; body: Buffer };
  status: number;
  body: string | Buffer;
}

/**
 * Proves that a service with this client secret gave this answer to this call and this challenge. Another program
 * at the address, or somebody between the two machines, cannot let a visitor in, not even with a recorded call
 * that was approved. The key is derived, so that no proof is a signature of Envoy's.
 */
function proofOf(secret: string, { nonce, call, status, body }: Proven): string {
  const key = deriveKey(secret, 'answer to a stand-by');
  const bodies = [sha256Hex(call.body), sha256Hex(body)];
  return keyedHash(key, nonce, call.method, call.path, status, ...bodies).toString('base64url');
}

/** SHA-256 in hex. */
export function sha256Hex(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Returns whether one of the proofs in the header was made with one of the secrets. */
export function isProven(
  header: string | undefined,
  secrets: readonly string[],
  proven: Proven,
): boolean {
  const given = (header ?? '').split(',');
  return secrets.some((secret) => {
    const expected = proofOf(secret, proven);
    return given.some((one) => isSameHash(one, expected));
  });
}

/** Adds the proofs to every answer to a signed call that carries a challenge. */
export const answerProofs = fp<{ secrets: readonly string[] }>(
  async (app, { secrets }) => {
    app.addHook('onSend', async (request, reply, payload) => {
      const nonce = String(request.headers[nonceHeader] ?? '');
      if (!nonceShape.test(nonce) || !isSigned(request)) return;
      const body = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : '';
      const { method, originalUrl: path } = request;
      const call = { method, path, body: signedBytesOf(request) };
      const proven = { nonce, call, status: reply.statusCode, body };
      const proofs = secrets.map((secret) => proofOf(secret, proven));
      void reply.header(proofHeader, proofs.join(','));
    });
  },
  { name: 'answer-proofs', dependencies: ['signed-body'] },
);
