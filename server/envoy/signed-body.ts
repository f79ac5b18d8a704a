import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { isSignedBy, signatureHeader } from './signature.ts';

/**
 * Leaves every body as the bytes that arrived (a re-serialised body has another signature) and
 * refuses with 401 whatever Envoy did not sign, before anything else looks at it.
 */
export const signedBody = fp<{ secrets: readonly string[] }>(
  async (app, { secrets }) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      '*',
      { parseAs: 'buffer' },
      async (_request: FastifyRequest, body: Buffer) => body,
    );
    app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
      if (signatureHeader in request.headers) return;
      return refuse(request, reply);
    });
    app.addHook('preHandler', async (request: FastifyRequest, reply: FastifyReply) => {
      if (isSignedBy(secrets, rawBody(request), request.headers[signatureHeader])) return;
      return refuse(request, reply);
    });
  },
  { name: 'signed-body' },
);

/** The bytes of the body; empty when there was none. */
export function rawBody(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}

function refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.log.warn({ signed: signatureHeader in request.headers }, 'signature refused');
  return reply.code(401).send({ message: 'The signature is missing or wrong.' });
}
