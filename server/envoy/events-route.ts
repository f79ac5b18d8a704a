import type { FastifyPluginAsync } from 'fastify';
import { eventOf, idOf, maxLength, recordOf } from './fields.ts';
import type { Installs } from './installs.ts';
import { hookRoutes } from './routes.ts';
import { signedJson } from './signed-body.ts';
import { vestibule } from '../platform/command-name.ts';

const kept = `Enrolled people, the record of their sign-ins and paired lobby screens stay; "${vestibule} enroll remove" erases a person.`;

/** `POST /envoy/events`: what Envoy tells of. Answered 200 whatever it is; a held sign-in never comes here. */
export const eventsRoute: FastifyPluginAsync<{ installs: Installs }> = async (
  app,
  { installs },
) => {
  app.post(hookRoutes.events, async (request, reply) => {
    const body = signedJson(request);
    if (body === undefined) return reply.code(400).send({ message: 'This is no JSON.' });
    if (eventOf(body) !== 'plugin_uninstalled') return {};
    const installId = installIn(body);
    const forgotten = installId !== null && (await installs.forget(installId));
    request.log.info({ installId, forgotten }, 'the app was taken off in Envoy');
    return { forgotten, kept };
  });
};

function installIn(body: unknown): string | null {
  const id = recordOf(recordOf(body)['meta'])['install_id'];
  if (typeof id === 'string') return id.length <= maxLength.id ? id : null;
  return typeof id === 'number' ? idOf(id) : null;
}
