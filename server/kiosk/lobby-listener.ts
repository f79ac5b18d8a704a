import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import path from 'node:path';
import cookie from '@fastify/cookie';
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
} from 'fastify';
import type { Config } from '../config/config.ts';
import { projectRoot } from '../config/paths.ts';
import { connectionBudget } from '../platform/connection-budget.ts';
import { connectionLimit } from '../platform/connection-limit.ts';
import { AllowedOrigins } from './allowed-origins.ts';
import { createCallerCheck } from './caller-check.ts';
import type { Hub } from './hub.ts';
import { kioskPage } from './kiosk-page.ts';
import { readLobbyTls } from './lobby-tls.ts';
import { pairingRoutes } from './pairing-routes.ts';
import type { Pairing } from './pairing.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { addWebSockets, socketRoute } from './socket-route.ts';

/** Nothing that is sent here by HTTP is longer than a pairing code. */
const bodyLimit = 4096;
const requestTimeoutMs = 10_000;
const keepAliveMs = 72_000;

export interface LobbyListenerDeps {
  config: Pick<Config, 'lobby'>;
  pairing: Pairing;
  hub: Hub;
  logger: FastifyBaseLogger;
  /** Default: where `npm run build` puts the kiosk page. */
  pageDir?: string;
}

/**
 * The listener for the lobby: kiosk page, pairing, WebSocket. Does not listen yet, so more can be
 * registered on it, which the same checks then guard. Closing it stops the hub.
 * @throws {ConfigError} when `config.lobby.origins` has something that is not an origin, or the
 *   certificate cannot be used.
 */
export async function buildLobbyListener(deps: LobbyListenerDeps): Promise<FastifyInstance> {
  const { config, pairing, hub, logger } = deps;
  const { pageDir = path.join(projectRoot, 'kiosk-client', 'dist') } = deps;
  const tls = config.lobby.tls && readLobbyTls(config.lobby.tls);
  const app: FastifyInstance = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    serverFactory: (handler) => {
      const times = {
        requestTimeout: requestTimeoutMs,
        headersTimeout: requestTimeoutMs,
        keepAliveTimeout: keepAliveMs,
      };
      return tls ? createTlsServer({ ...tls, ...times }, handler) : createServer(times, handler);
    },
  });
  await app.register(connectionLimit, { most: connectionBudget().lobby });
  // Before all hooks: it closes refused upgrades, but only those that its hooks have seen.
  await addWebSockets(app, hub);
  const allowed = new AllowedOrigins(
    config.lobby.origins,
    () => listeningPort(app),
    tls ? 'https' : 'http',
  );
  const callers = createCallerCheck(allowed);
  app.addHook('onRequest', callers.checkHost);
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) {
      return reply.code(status).send({ error: 'bad_request', message: error.message });
    }
    request.log.error({ err: error }, 'a request to the lobby listener failed');
    return reply.code(status).send({ error: 'internal_error', message: 'Something went wrong.' });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: 'not_found', message: 'There is nothing at this address.' }),
  );
  await addSecurityHeaders(app);
  await app.register(cookie);
  await app.register(pairingRoutes, { pairing, allowed, callers });
  await app.register(socketRoute, { hub, pairing, callers });
  await app.register(kioskPage, { pageDir });
  return app;
}

function listeningPort(app: FastifyInstance): number | null {
  const address = app.server.address();
  return address !== null && typeof address === 'object' ? address.port : null;
}
