import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import type { LoopWatch } from '../platform/loop-watch.ts';
import type { EnvoyCalls } from './envoy-calls.ts';
import { holdsNobody } from '#envoy';
import { type HookDeps } from './hook-deps.ts';
import { hookRoutes } from './call-guards.ts';
import { signInFrom } from './payload.ts';
import { msSinceFirstArrival } from './first-arrival.ts';
import { replyTo, reviewReply, type HookReply } from './replies.ts';
import { BodyTooLongError, signedJson } from './signed-body.ts';

/** `POST /envoy/sign-in`: the held sign-in. A signed call gets 200 `{}` or 412, and nothing else. */
export const signInRoute: FastifyPluginAsync<{
  deps: HookDeps;
  calls: Pick<EnvoyCalls, 'noteSignIn'>;
  loop: Pick<LoopWatch, 'earliest'>;
}> = async (app, { deps, calls, loop }) => {
  app.decorateRequest('arrivedAt', 0);
  app.decorateRequest('earliestArrival', 0);
  app.addHook('onRequest', async (request) => {
    request.arrivedAt = performance.now();
    const firstArrival = request.arrivedAt - msSinceFirstArrival(request.headers);
    request.earliestArrival = Math.min(loop.earliest(request.raw.socket), firstArrival);
  });
  // A body that is too large or incomplete cannot be verified, but a visitor may be waiting.
  app.setErrorHandler(async (error: Error & { statusCode?: number }, request, reply) => {
    const isRequestFault = error.statusCode !== undefined && error.statusCode < 500;
    request.log.error({ fault: error.name }, 'sign-in could not be read');
    if (error instanceof BodyTooLongError) deps.unread.note(undefined);
    return send(reply, reviewReply(isRequestFault ? 'bad_request' : 'internal_error'));
  });

  app.post(hookRoutes.signIn, async (request, reply) => {
    const body = signedJson(request);
    const now = new Date();
    const signIn = signInFrom(body, now);
    if (!signIn) {
      if (holdsNobody(body)) {
        request.log.warn(
          `an event that is no sign-in came to ${hookRoutes.signIn}: it belongs to ${hookRoutes.events}`,
        );
      }
      deps.unread.note(body);
      return send(reply, reviewReply('bad_request'));
    }
    const { forwarding } = deps;
    const call = forwarding?.receive(request) ?? {};
    if (call === 'misdirected') return reply.code(421).send({ message: 'Another instance.' });
    calls.noteSignIn(signIn.jobId, now.getTime() - signIn.signedInAt.getTime());
    const { arrivedAt, earliestArrival } = request;
    const decision = await deps.signIns.answer(signIn, arrivedAt, earliestArrival, call);
    return send(reply, call.replyWith?.(decision) ?? replyTo(decision));
  });
};

function send(reply: FastifyReply, { status, body }: HookReply): FastifyReply {
  return reply.code(status).type('application/json; charset=utf-8').send(body);
}

declare module 'fastify' {
  interface FastifyRequest {
    /** When the request's headers arrived, on the clock of `performance.now()`. */
    arrivedAt: number;
    /** The earliest possible arrival: the call may have waited unread, or another instance received it first. */
    earliestArrival: number;
  }
}
