import websocket from '@fastify/websocket';
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { CallerCheck } from './caller-check.ts';
import type { Hub } from './hub.ts';
import { kioskCookie } from './kiosk-cookie.ts';
import { closeCodes, frameHeaderBytes, maxFrameBytes } from './messages.ts';
import type { PairedKiosk } from './paired-kiosk.ts';
import type { Pairing } from './pairing.ts';

/** For the whole listener, as every upgrade comes to it whatever its path. */
export async function addWebSockets(app: FastifyInstance, hub: Hub): Promise<void> {
  await app.register(websocket, {
    // Above our own limit, whose closing code and reason say more; this one spares the memory.
    options: { maxPayload: 2 * (frameHeaderBytes + maxFrameBytes) },
    // After a fault of the connection the socket closes itself, with the fitting code.
    errorHandler: (error, socket, request) => {
      request.log.info({ err: error }, 'a kiosk socket failed');
      if (socket.readyState === socket.OPEN) socket.close(closeCodes.fault, 'internal error');
    },
    preClose: async () => {
      await hub.stop();
      app.websocketServer.close();
    },
  });
}

export interface SocketRouteOptions {
  hub: Hub;
  pairing: Pairing;
  callers: CallerCheck;
}

/** `GET /kiosk/socket`: the WebSocket of a paired kiosk. Who may not have one gets no upgrade. */
export const socketRoute: FastifyPluginAsync<SocketRouteOptions> = async (
  app,
  { hub, pairing, callers },
) => {
  const authenticated = new WeakMap<FastifyRequest, PairedKiosk>();

  app.route({
    method: 'GET',
    url: '/kiosk/socket',
    onRequest: callers.checkOrigin,
    preHandler: async (request, reply) => {
      const kiosk = await pairing.authenticate(request.cookies[kioskCookie]);
      if (!kiosk) {
        return reply.code(401).send({ error: 'not_paired', message: 'Pair this kiosk first.' });
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
      if (kiosk) hub.attach(socket, kiosk);
      else socket.close();
    },
  });
};
