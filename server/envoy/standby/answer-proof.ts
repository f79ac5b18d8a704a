import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import fp from 'fastify-plugin';
import { isSigned } from '../signed-body.ts';

/** The stand-by's challenge, 24 bytes in base64url. */
export const nonceHeader = 'vestibule-nonce';
/** One proof for each client secret, separated by commas. */
export const proofHeader = 'vestibule-proof';

const nonceShape = /^[A-Za-z0-9_-]{32}$/;

export function newNonce(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * Proves that a service with this client secret gave this answer to this challenge. Another program at the
 * address, or somebody between the two machines, cannot let a visitor in. The key is derived, so that no
 * proof is a signature of Envoy's.
 */
function proofOf(secret: string, nonce: string, status: number, body: string | Buffer): string {
  const key = createHmac('sha256', secret).update('answer to a stand-by').digest();
  const head = `${nonce} ${status} `;
  return createHmac('sha256', key).update(head).update(body).digest('base64url');
}

/** Returns whether one of the proofs in the header was made with one of the secrets. */
export function isProven(
  header: string | undefined,
  secrets: readonly string[],
  answer: { nonce: string; status: number; body: Buffer },
): boolean {
  const given = (header ?? '').split(',').map((proof) => Buffer.from(proof));
  return secrets.some((secret) => {
    const expected = Buffer.from(proofOf(secret, answer.nonce, answer.status, answer.body));
    return given.some((one) => one.length === expected.length && timingSafeEqual(one, expected));
  });
}

/** Adds the proofs to every answer to a signed call that carries a challenge. */
export const answerProofs = fp<{ secrets: readonly string[] }>(
  async (app, { secrets }) => {
    app.addHook('onSend', async (request, reply, payload) => {
      const nonce = String(request.headers[nonceHeader] ?? '');
      if (!nonceShape.test(nonce) || !isSigned(request)) return;
      const body = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : '';
      const proofs = secrets.map((secret) => proofOf(secret, nonce, reply.statusCode, body));
      void reply.header(proofHeader, proofs.join(','));
    });
  },
  { name: 'answer-proofs', dependencies: ['signed-body'] },
);
