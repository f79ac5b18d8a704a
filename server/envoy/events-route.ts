import type { FastifyPluginAsync } from 'fastify';
import { eventOf, isHeldSignIn } from './event.ts';
import { idOf, parseJson, recordOf } from './fields.ts';
import type { Installs } from './installs.ts';
import { reviewReply } from './replies.ts';
import { hookRoutes } from './routes.ts';
import { fingerprintOf, rawBody, signedBody } from './signed-body.ts';
import type { UnreadSignIns } from './unread-sign-ins.ts';

const kept =
  'Enrolled people, the record of their sign-ins and paired lobby screens stay; "npm run enroll -- remove" erases a person.';

/** `POST /envoy/events`: what Envoy tells of. Answered 200 whatever it is, but for held sign-ins. */
export const eventsRoute: FastifyPluginAsync<{
  installs: Installs;
  unread: UnreadSignIns;
  secrets: readonly string[];
}> = async (app, { installs, unread, secrets }) => {
  await app.register(signedBody, { secrets });
  app.post(hookRoutes.events, async (request, reply) => {
    const body = parseJson(rawBody(request));
    if (body === undefined) return reply.code(400).send({ message: 'This is no JSON.' });
    if (isHeldSignIn(body)) {
      // Somebody typed the wrong address into Envoy, and 200 would let every visitor in.
      request.log.error(
        `a sign-in came to ${hookRoutes.events}: it belongs to ${hookRoutes.signIn}`,
      );
      unread.note(rawBody(request), fingerprintOf(request));
      const { status, body: text } = reviewReply('bad_request');
      return reply.code(status).type('application/json; charset=utf-8').send(text);
    }
    if (eventOf(body) !== 'plugin_uninstalled') return {};
    const installId = installIn(body);
    const forgotten = installId !== null && (await installs.forget(installId));
    request.log.info({ installId, forgotten }, 'the app was taken off in Envoy');
    return { forgotten, kept };
  });
};

function installIn(body: unknown): string | null {
  const id = recordOf(recordOf(body)['meta'])['install_id'];
  return typeof id === 'string' || typeof id === 'number' ? idOf(id) : null;
}
