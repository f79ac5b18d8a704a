import fp from 'fastify-plugin';
import { mayHoldSomebody } from './event.ts';
import { reviewReply } from './replies.ts';
import { hookRoutes } from './routes.ts';
import { isSigned, signedJson } from './signed-body.ts';
import type { UnreadSignIns } from './unread-sign-ins.ts';

const longestLogged = 100;

/**
 * For the whole listener: a sign-in that Envoy sends to another address than the one for sign-ins is
 * held, whatever answers there. Envoy calls several of its settings "URL", and a 200 lets the visitor in.
 */
export const heldElsewhere = fp<{ unread: UnreadSignIns }>(
  async (app, { unread }) => {
    app.addHook('preHandler', async (request, reply) => {
      if (request.routeOptions.url === hookRoutes.signIn || !isSigned(request)) return undefined;
      const body = signedJson(request);
      if (!mayHoldSomebody(body)) return undefined;
      const { pathname } = new URL(request.url, 'http://hook');
      const address = request.routeOptions.url ?? pathname.slice(0, longestLogged);
      request.log.error(
        { address },
        `A SIGN-IN CAME TO THE WRONG ADDRESS and was held: in Envoy, give ${hookRoutes.signIn} for sign-ins`,
      );
      unread.noteMisdirected(body, address);
      const { status, body: text } = reviewReply('bad_request');
      return reply.code(status).type('application/json; charset=utf-8').send(text);
    });
  },
  { name: 'held-elsewhere', dependencies: ['signed-body'] },
);
