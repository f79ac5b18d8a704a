import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { PairingRefusal, PairingRequest } from '../protocol/pairing-messages.ts';
import { ReaderPaired, readerPairingPath, readerSocketPath } from '../protocol/reader-messages.ts';
import { pairingGuards, refusePairing } from './pairing-routes.ts';
import { serveSocket, type SocketRouteOptions } from './socket-route.ts';

/** Pairs `vestibule reader` beside a kiosk, and serves its WebSocket. Its token gives no other access. */
export const readerRoutes: FastifyPluginAsyncTypebox<SocketRouteOptions> = async (
  app,
  { kioskRegistry, pairing, callers },
) => {
  await app.register(rateLimit, { global: false });

  app.post(
    readerPairingPath,
    {
      schema: { body: PairingRequest, response: { 200: ReaderPaired, '4xx': PairingRefusal } },
      ...pairingGuards(callers),
    },
    async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      const result = await pairing.redeemReader(request.body.code);
      if (!result.paired) {
        return refusePairing(request, reply, result.refusal);
      }
      const { kiosk, token } = result;
      request.log.info({ kioskId: kiosk.id }, 'document reader paired');
      return { token, kiosk: { name: kiosk.name } };
    },
  );

  serveSocket(app, {
    url: readerSocketPath,
    onRequest: callers.checkOrigin,
    authenticate: (request) => pairing.authenticateReader(bearerOf(request)),
    refusal: 'Pair this reader first.',
    opened: (socket, kiosk) => kioskRegistry.attachReader(socket, kiosk),
  });
};

function bearerOf({ headers }: FastifyRequest): string | undefined {
  const [, token] = /^Bearer ([\w-]{20,100})$/.exec(headers.authorization ?? '') ?? [];
  return token;
}
