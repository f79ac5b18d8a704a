import type { Socket } from 'node:net';
import helmet from '@fastify/helmet';
import Fastify, { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { programVersion } from '../config/environment.ts';
import { LoopWatch } from '../platform/loop-watch.ts';
import { isFromThisMachine } from '../platform/caller.ts';
import { connectionBudget, connectionLimit } from '../platform/connection-limit.ts';
import { compilersFactory } from '../platform/schema-compilers.ts';
import { answerProofs } from './standby/answer-proof.ts';
import { forgedCalls, holdMisaddressed, OwnCalls } from './call-guards.ts';
import { eventsRoute } from './events-route.ts';
import type { HookDeps } from './hook-deps.ts';
import { reviewReply } from './replies.ts';
import { setupRoute } from './setup-route.ts';
import { signInRoute } from './sign-in-route.ts';
import { SlowCallers } from './slow-callers.ts';
import { BodyTooLongError, signedBody } from './signed-body.ts';
import { EnvoyCalls } from './envoy-calls.ts';

export interface HookListenerDeps {
  deps: HookDeps;
  /** Accepted client secrets. */
  secrets: readonly string[];
  /** Whether one of the secrets is Envoy's; default: whether there is any secret. */
  knowsEnvoy?: () => boolean;
  /** Recognises the service's calls to itself through the tunnel; default: there are none. */
  ownCalls?: OwnCalls;
  /** Collects facts about Envoy's calls; default: for this listener alone. */
  calls?: EnvoyCalls;
  /** Knows how long a call may have waited unread; default: a watch that starts now. */
  loop?: LoopWatch;
  log: FastifyBaseLogger;
}

interface GuardDeps extends Pick<HookListenerDeps, 'secrets' | 'knowsEnvoy' | 'log'> {
  ownCalls: OwnCalls;
  calls?: EnvoyCalls;
  /** Runs for each request before its signature is checked; may answer. */
  beforeGuards?: (
    request: FastifyRequest,
    reply: FastifyReply,
  ) => Promise<FastifyReply | undefined>;
}

/**
 * A listener that a tunnel may reach: accepts only what Envoy signed. The service and its stand-by add their
 * routes.
 */
export async function guardedListener({
  secrets,
  knowsEnvoy = () => secrets.length > 0,
  ownCalls,
  beforeGuards,
  calls = new EnvoyCalls(),
  log,
}: GuardDeps): Promise<FastifyInstance> {
  const slowCallers = new SlowCallers();
  const app = Fastify({
    ...slowCallers.options,
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    schemaController: { compilersFactory },
    // People type its address into Envoy, and a 404 may let the visitor in.
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true },
    // An undecodable address gets a path without a route, where sign-ins are held too.
    rewriteUrl: ({ url = '/' }) => (isDecodable(url) ? url : '/undecodable'),
    // Held sign-ins are answered before the listener closes; see `SignIns.stop`.
    return503OnClosing: false,
  });
  slowCallers.watch(app);
  // A caller that has said everything may end its half of the connection, and still waits for the answer. Node cuts it off.
  Object.assign(app.server, { httpAllowHalfOpen: true });
  // One call a connection, by HTTP/1.0 too, for which Node counts none. A call that crosses the end of an open connection
  // has no answer: tunnels and balancers do not send it again, because it may have been read.
  app.addHook('onSend', async (_request, reply) => {
    void reply.header('connection', 'close');
  });
  const used = new WeakSet<Socket>();
  app.addHook('onRequest', async ({ raw: { socket } }, reply) => {
    // What is sent behind another call has no answer, so it is not decided either.
    if (used.has(socket)) return reply.code(503).send();
    used.add(socket);
  });
  await app.register(helmet);
  await app.register(connectionLimit, { most: connectionBudget().hook });
  if (beforeGuards) app.addHook('onRequest', beforeGuards);
  await app.register(forgedCalls, { ownCalls, knowsEnvoy });
  await app.register(signedBody, { secrets, calls, knowsEnvoy });
  return app;
}

/** The service's listener for Envoy: Envoy's routes and the health routes. */
export async function buildHookListener(options: HookListenerDeps): Promise<FastifyInstance> {
  const { deps, secrets } = options;
  const { ownCalls = new OwnCalls(), loop = new LoopWatch(false, options.log) } = options;
  const { calls = new EnvoyCalls() } = options;
  const app = await guardedListener({ ...options, ownCalls, calls });
  app.setErrorHandler(async (error, request, reply) => {
    if (!(error instanceof BodyTooLongError)) throw error;
    // Nobody can tell what the body is, so somebody may be waiting for the answer.
    request.log.error({ fault: error.name }, 'signed body could not be read');
    deps.unread.note(undefined);
    const { status, body } = reviewReply('bad_request');
    return reply.code(status).type('application/json; charset=utf-8').send(body);
  });
  await app.register(answerProofs, { secrets });
  await app.register(holdMisaddressed, { deps });
  app.setNotFoundHandler(async (_request, reply) => {
    return reply.code(404).send({ message: 'Nothing answers here.' });
  });
  await app.register(signInRoute, { deps, calls, loop });
  app.server.once('listening', () => loop.start(app.server));
  app.addHook('onClose', async () => loop.stop());
  await app.register(setupRoute, { deps });
  await app.register(eventsRoute, { deps });
  const version = programVersion();
  app.get('/healthz', { config: { open: true } }, async (request) => {
    // Everybody is held while the store is unavailable.
    const status = deps.installs ? 'ok' : 'starting';
    const { trouble } = calls;
    // Only the doctor on this machine sees callers' addresses.
    const refused = isFromThisMachine(request) ? calls.refused : null;
    return { status, version, ...(refused && { refused }), ...(trouble && { trouble }) };
  });
  // For balancers: another instance may be able to decide. This instance answers calls in any case.
  app.get('/healthz/decides', { config: { open: true } }, async (_request, reply) => {
    const decides = await deps.decides();
    return reply.code(decides ? 200 : 503).send({ decides });
  });
  return app;
}

function isDecodable(url: string): boolean {
  try {
    return decodeURI(url) !== '';
  } catch {
    return false;
  }
}
