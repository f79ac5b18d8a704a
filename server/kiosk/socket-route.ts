import type { Socket } from 'node:net';
import websocket from '@fastify/websocket';
import type {
  FastifyInstance,
  FastifyPluginAsync,
  FastifyRequest,
  onRequestAsyncHookHandler,
} from 'fastify';
import type { WebSocket } from 'ws';
import type { CallerCheck } from './lobby-access.ts';
import type { KioskRegistry } from './kiosk-registry.ts';
import { kioskTokenOf } from './pairing-routes.ts';
import { frameHeaderBytes, maxFrameBytes } from '../protocol/frames.ts';
import { closeCodes } from '../protocol/messages.ts';
import type { KioskPairing } from './pairing.ts';

/** For an upgrade until it is done or refused; an accepted WebSocket has its heartbeat instead. */
const upgradeTimeoutMs = 10_000;

/** Applies to the whole listener, which receives every upgrade, whatever its path. */
export async function addWebSockets(
  app: FastifyInstance,
  kioskRegistry: KioskRegistry,
): Promise<void> {
  const upgraded = new Set<Socket>();
  app.server.on('upgrade', (_request, stream) => {
    const socket = stream as Socket;
    // Node sets no timeout for upgraded sockets, and nothing closes one with a malformed address.
    socket.setTimeout(upgradeTimeoutMs, () => socket.destroy());
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
  });
  await app.register(websocket, {
    // Higher than the service's own limit, which gives a clearer closing code; this one protects the memory.
    options: { maxPayload: 2 * (frameHeaderBytes + maxFrameBytes) },
    // After a connection error, the socket closes itself with the matching code.
    errorHandler: (error, socket, request) => {
      request.log.info({ err: error }, 'a kiosk socket failed');
      if (socket.readyState === socket.OPEN) socket.close(closeCodes.fault, 'internal error');
    },
    preClose: async () => {
      await kioskRegistry.stop();
      app.websocketServer.close();
      for (const socket of upgraded) socket.destroy();
    },
  });
  app.addHook('onRequest', async (request, reply) => {
    if (!request.ws || request.routeOptions.config.servesSocket) return undefined;
    return reply.code(404).send({ error: 'not_found', message: 'No WebSocket is served here.' });
  });
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether this route serves a WebSocket; upgrades of all other routes are refused. */
    servesSocket?: boolean;
  }
}

export interface SocketRouteOptions {
  kioskRegistry: KioskRegistry;
  pairing: KioskPairing;
  callers: CallerCheck;
}

interface ServedSocket<Caller> {
  url: string;
  onRequest: onRequestAsyncHookHandler | onRequestAsyncHookHandler[];
  /** Null: the caller has no access, and the upgrade is refused. */
  authenticate: (request: FastifyRequest) => Promise<Caller | null>;
  /** The error text for that caller. */
  refusal: string;
  opened: (socket: WebSocket, caller: Caller, request: FastifyRequest) => void;
}

/** Serves a WebSocket to callers who are authenticated before the upgrade. */
export function serveSocket<Caller extends object>(
  app: FastifyInstance,
  { url, onRequest, authenticate, refusal, opened }: ServedSocket<Caller>,
): void {
  const callers = new WeakMap<FastifyRequest, Caller>();
  app.route({
    method: 'GET',
    url,
    config: { servesSocket: true },
    onRequest,
    preHandler: async (request, reply) => {
      const caller = await authenticate(request);
      if (!caller) return reply.code(401).send({ error: 'not_paired', message: refusal });
      callers.set(request, caller);
      return undefined;
    },
    handler: async (_request, reply) =>
      reply
        .code(426)
        .header('upgrade', 'websocket')
        .send({ error: 'not_a_websocket', message: 'Only WebSockets are served here.' }),
    wsHandler: (socket, request) => {
      const caller = callers.get(request);
      if (!caller) return socket.close();
      app.keepConnection(request.raw.socket, socket);
      return opened(socket, caller, request);
    },
  });
}

/** `GET /kiosk/socket`: the WebSocket of a paired kiosk. */
export const socketRoute: FastifyPluginAsync<SocketRouteOptions> = async (
  app,
  { kioskRegistry, pairing, callers },
) => {
  serveSocket(app, {
    url: '/kiosk/socket',
    onRequest: callers.checkOrigin,
    authenticate: (request) => pairing.authenticate(kioskTokenOf(request)),
    refusal: 'Pair this kiosk first.',
    opened: (socket, kiosk, { headers }) =>
      kioskRegistry.attach(socket, kiosk, headers.origin ?? null),
  });
};
