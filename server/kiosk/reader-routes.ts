import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyError, FastifyRequest } from 'fastify';
import { addressLimit } from '../platform/connection-limit.ts';
import { PairingRefusal, PairingRequest } from '../protocol/pairing-messages.ts';
import { ReaderPaired, readerPairingPath, readerSocketPath } from '../protocol/reader-messages.ts';
import { pairingRefusals, refusal, triesPerMinute } from './pairing-routes.ts';
import type { PairedKiosk } from './pairing.ts';
import type { SocketRouteOptions } from './socket-route.ts';

/** How `vestibule reader` pairs beside a kiosk, and its WebSocket. Its token opens nothing else. */
export const readerRoutes: FastifyPluginAsyncTypebox<SocketRouteOptions> = async (
  app,
  { kioskRegistry, pairing, callers },
) => {
  await app.register(rateLimit, { global: false });
  const authenticated = new WeakMap<FastifyRequest, PairedKiosk>();

  app.post(
    readerPairingPath,
    {
      schema: { body: PairingRequest, response: { 200: ReaderPaired, '4xx': PairingRefusal } },
      config: addressLimit(triesPerMinute),
      onRequest: callers.checkOrigin,
      errorHandler: (error: FastifyError, _request, reply) => {
        if (error.validation) void reply.code(400).send(refusal('malformed_code'));
        else if (error.statusCode === 429) void reply.code(429).send(refusal('too_many_tries'));
        else throw error;
      },
    },
    async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      const result = await pairing.redeemReader(request.body.code);
      if (!result.paired) {
        request.log.info({ refusal: result.refusal }, 'pairing of a document reader refused');
        return reply.code(pairingRefusals[result.refusal].status).send(refusal(result.refusal));
      }
      const { kiosk, token } = result;
      request.log.info({ kioskId: kiosk.id }, 'document reader paired');
      return { token, kiosk: { name: kiosk.name } };
    },
  );

  app.route({
    method: 'GET',
    url: readerSocketPath,
    config: { servesSocket: true },
    onRequest: callers.checkOrigin,
    preHandler: async (request, reply) => {
      const kiosk = await pairing.authenticateReader(bearerOf(request));
      if (!kiosk) {
        return reply.code(401).send({ error: 'not_paired', message: 'Pair this reader first.' });
      }
      authenticated.set(request, kiosk);
      return undefined;
    },
    handler: async (_request, reply) =>
      reply
        .code(426)
        .header('upgrade', 'websocket')
        .send({ error: 'not_a_websocket', message: 'Only WebSockets are served here.' }),
    wsHandler: (socket, request) => {
      const kiosk = authenticated.get(request);
      if (!kiosk) return socket.close();
      app.keepConnection(request.raw.socket, socket);
      return kioskRegistry.attachReader(socket, kiosk);
    },
  });
};

function bearerOf({ headers }: FastifyRequest): string | undefined {
  const [, token] = /^Bearer ([\w-]{20,100})$/.exec(headers.authorization ?? '') ?? [];
  return token;
}
