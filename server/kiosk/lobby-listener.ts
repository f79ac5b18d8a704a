import { X509Certificate, createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import path from 'node:path';
import type { SecureContextOptions } from 'node:tls';
import cookie from '@fastify/cookie';
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { ConfigError, RefusalError, vestibule } from '../platform/operator-error.ts';
import type { Config } from '../config/config.ts';
import { projectRoot } from '../config/environment.ts';
import { builtPage } from '../platform/built-page.ts';
import { connectionBudget, connectionLimit } from '../platform/connection-limit.ts';
import { lazyCompilersFactory } from '../platform/schema-compilers.ts';
import { maxLength } from '#envoy';
import { hasNul } from '#base/text';
import type { KioskRegistry } from './kiosk-registry.ts';
import {
  AllowedOrigins,
  createCallerCheck,
  addSecurityHeaders,
  type CallerCheck,
} from './lobby-access.ts';
import { officeLogo, type OfficeLogo } from './office-logo.ts';
import { pairingRoutes } from './pairing-routes.ts';
import type { KioskPairing } from './pairing.ts';
import { readerRoutes } from './reader-routes.ts';
import { addWebSockets, socketRoute } from './socket-route.ts';

/** Bytes. No HTTP request to this listener is longer than a pairing code. */
const bodyLimit = 4096;
const headersTimeoutMs = 10_000;
const keepAliveMs = 72_000;

export interface LobbyListenerDeps {
  config: Pick<Config, 'lobby' | 'kiosk'>;
  pairing: KioskPairing;
  kioskRegistry: KioskRegistry;
  /** Default: none. */
  logo?: OfficeLogo | null;
  logger: FastifyBaseLogger;
  /** Default: the output folder of `npm run build` for the kiosk page. */
  pageDir?: string;
  times?: BodyTimes;
}

/**
 * Builds the listener for the lobby: kiosk page, pairing, WebSocket. It does not listen yet, so callers can register
 * more routes, which the same checks then guard. Closing it stops the kiosk registry.
 * @throws {ConfigError} when `config.lobby.origins` contains something that is not an origin, or when the certificate
 *   cannot be used.
 */
export async function buildLobbyListener(deps: LobbyListenerDeps): Promise<FastifyInstance> {
  const { config, pairing, kioskRegistry, logger } = deps;
  const { pageDir = path.join(projectRoot, 'kiosk-client', 'dist') } = deps;
  const { times = bodyTimes } = deps;
  const tls = config.lobby.tls && readLobbyTls(config.lobby.tls);
  const app: FastifyInstance = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    schemaController: { compilersFactory: lazyCompilersFactory },
    exposeHeadRoutes: false,
    // A job's id has up to 256 characters, and up to nine times as many in an address.
    routerOptions: { maxParamLength: 9 * maxLength.id },
    bodyLimit,
    serverFactory: (handler) => serverOf(tls, times, handler),
  });
  await app.register(connectionLimit, { most: connectionBudget().lobby });
  // Before all hooks: it closes refused upgrades, but only those that have passed its own hooks.
  await addWebSockets(app, kioskRegistry);
  const allowed = new AllowedOrigins(
    config.lobby.origins,
    () => listeningPort(app),
    tls ? 'https' : 'http',
  );
  const callers = createCallerCheck(allowed);
  const takesLong = limitBodyTime(app, times);
  app.decorate('lobbyAccess', { allowed, callers, takesLong });
  app.addHook('onRequest', async (request, reply) =>
    request.routeOptions.config.anyHost ? undefined : callers.checkHost(request, reply),
  );
  answerFaults(app);
  await addSecurityHeaders(app);
  await app.register(cookie);
  await app.register(pairingRoutes, { pairing, allowed, callers });
  await app.register(socketRoute, { kioskRegistry, pairing, callers });
  await app.register(readerRoutes, { kioskRegistry, pairing, callers });
  if (deps.logo) await app.register(officeLogo, { logo: deps.logo });
  await app.register(builtPage, { pageDir, at: '/', name: 'kiosk page' });
  return app;
}

function serverOf(
  tls: ReturnType<typeof readLobbyTls> | null,
  times: BodyTimes,
  handler: RequestListener,
): Server {
  const timeouts = {
    // The longest time of any route; see `limitBodyTime`.
    requestTimeout: headersTimeoutMs + times.long,
    headersTimeout: headersTimeoutMs,
    keepAliveTimeout: keepAliveMs,
  };
  return tls ? createTlsServer({ ...tls, ...timeouts }, handler) : createServer(timeouts, handler);
}

/** Answers refused and failed requests with the JSON that the pages read. */
function answerFaults(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ body, query, params }, reply) => {
    if (!hasNul([body, query, params])) return;
    return reply.code(400).send({ error: 'malformed', message: 'A text has a NUL in it.' });
  });
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) {
      const { message } = error;
      // A refusal of the desk has a code, which its page translates.
      const refusal = error instanceof RefusalError ? error : { code: 'bad_request', details: {} };
      return reply.code(status).send({ error: refusal.code, message, values: refusal.details });
    }
    request.log.error({ err: error }, 'a request to the lobby listener failed');
    return reply.code(status).send({ error: 'internal_error', message: 'Something went wrong.' });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: 'not_found', message: 'There is nothing at this address.' }),
  );
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers under any host name, because a balancer uses its own address. The answer has no personal data. */
    anyHost?: boolean;
  }
  interface FastifyInstance {
    /** The access rules of the lobby listener, for routes that are registered later. */
    lobbyAccess: { allowed: AllowedOrigins; callers: CallerCheck; takesLong: TakesLong };
  }
}

function listeningPort(app: FastifyInstance): number | null {
  const address = app.server.address();
  return address !== null && typeof address === 'object' ? address.port : null;
}

/** Returns the origin at which this machine itself reaches the lobby listener. */
export function lobbyAddress({ host, port, tls }: Config['lobby']): string {
  const isWide = host === '0.0.0.0' || host === '::';
  const reachable = isWide ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `${tls ? 'https' : 'http'}://${reachable}:${port}`;
}

/** Reads and checks the lobby's certificate and key. @throws {ConfigError} that says what to do */
export function readLobbyTls(
  files: NonNullable<Config['lobby']['tls']>,
  now = new Date(),
): SecureContextOptions {
  const { certificateFile, keyFile } = files;
  const cert = read('VESTIBULE_LOBBY_TLS_CERTIFICATE', certificateFile);
  const key = read('VESTIBULE_LOBBY_TLS_KEY', keyFile);
  if ((statSync(keyFile).mode & 0o077) !== 0) {
    throw wrong(`VESTIBULE_LOBBY_TLS_KEY can be read by others. Run: chmod 600 ${keyFile}`);
  }
  const certificate = certificateIn(cert, certificateFile);
  if (!certificate.checkPrivateKey(privateKeyIn(key, keyFile))) {
    throw wrong(`the certificate ${certificateFile} is not that of the key ${keyFile}.`);
  }
  const validTo = new Date(certificate.validTo);
  if (validTo <= now) {
    const date = validTo.toISOString().slice(0, 10);
    throw wrong(
      `the certificate ${certificateFile} has expired on ${date}. Make a new one with: ${vestibule} kiosk certificate`,
    );
  }
  return { cert, key, minVersion: 'TLSv1.2' };
}

function certificateIn(cert: Buffer, file: string): X509Certificate {
  try {
    return new X509Certificate(cert);
  } catch {
    throw wrong(`${file} is no certificate in PEM.`);
  }
}

function privateKeyIn(key: Buffer, file: string): KeyObject {
  try {
    return createPrivateKey(key);
  } catch {
    throw wrong(`${file} is no private key in PEM without a passphrase.`);
  }
}

function read(setting: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw wrong(`${setting} is ${file}, which cannot be read (${code}).`);
  }
}

function wrong(mistake: string): ConfigError {
  return new ConfigError([`${mistake.charAt(0).toUpperCase()}${mistake.slice(1)}`]);
}

/** Time for the body of a request to arrive, in milliseconds. */
export interface BodyTimes {
  usual: number;
  /** For photos over a slow link. */
  long: number;
}

const bodyTimes: BodyTimes = { usual: 10_000, long: 180_000 };

/** An `onRequest` hook for routes whose body may take long. Must run after the guard. */
type TakesLong = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

const tooSlow = {
  error: 'too_slow',
  message: 'This took too long to arrive. Save the photos smaller, or use a faster link.',
};

/**
 * Ends a request whose body is late with 408, unless its route allows a longer time. Node itself has only one timeout
 * for all requests of a server.
 */
function limitBodyTime(app: FastifyInstance, { usual, long }: BodyTimes): TakesLong {
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  const start = (request: FastifyRequest, reply: FastifyReply, milliseconds: number) => {
    clearTimeout(timers.get(request));
    const timer = setTimeout(() => end(request, reply), milliseconds);
    timers.set(request, timer.unref());
  };
  app.addHook('onRequest', async (request, reply) => {
    start(request, reply, usual);
    // A client may still be sending after its request was answered, so only the end of the request counts. What was refused
    // would otherwise stay in memory for the whole time.
    request.raw.once('close', () => clearTimeout(timers.get(request)));
  });
  return async (request, reply) => start(request, reply, long);
}

function end(request: FastifyRequest, reply: FastifyReply): void {
  if (request.raw.complete) return;
  const cut = () => request.raw.destroy();
  if (reply.sent) return void cut();
  reply.raw.once('finish', cut);
  void reply.code(408).header('connection', 'close').send(tooSlow);
}
