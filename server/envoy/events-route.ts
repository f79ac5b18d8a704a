import type { FastifyPluginAsync } from 'fastify';
import {
  eventOf,
  inviteChangeIn,
  maxLength,
  readIdField,
  readInvitation,
  recordOf,
  signOutIn,
  type InviteChange,
} from '#envoy';
import type { EnvoyInvite } from '../desk/arrivals/expected-visits.ts';
import { dayAt } from '../platform/local-time.ts';
import { type HookDeps } from './hook-deps.ts';
import { hookRoutes } from './call-guards.ts';
import { signedJson } from './signed-body.ts';
import { vestibule } from '../platform/operator-error.ts';

const kept = `Enrolled people, the record of their sign-ins and paired lobby screens stay; "${vestibule} privacy erase" erases a person.`;

/**
 * `POST /envoy/events`: Envoy's other events. Answers 200 to any event once its data are stored, so that Envoy repeats
 * an event that was not stored. Held sign-ins never come here.
 */
export const eventsRoute: FastifyPluginAsync<{ deps: HookDeps }> = async (app, { deps }) => {
  app.post(hookRoutes.events, async (request, reply) => {
    const { installs, arrivals, signedOut } = deps;
    // Envoy sends a refused event again.
    if (!installs || !arrivals || !signedOut) {
      return reply.code(503).send({ message: 'Please try again later.' });
    }
    const body = signedJson(request);
    if (body === undefined) return reply.code(400).send({ message: 'This is no JSON.' });
    const change = inviteChangeIn(body);
    if (change) {
      const invitation = invitationIn(body, change);
      if (!invitation) request.log.warn({ change }, 'an invitation could not be read');
      else if (change === 'removed') await arrivals.remove(invitation);
      else await arrivals.put(invitation, change === 'new');
    }
    const left = signOutIn(body);
    if (left) await signedOut(left.entryId, left.at);
    if (eventOf(body) !== 'plugin_uninstalled') return {};
    const installId = installIn(body);
    const forgotten = installId !== null && (await installs.forget(installId));
    request.log.info({ installId, forgotten }, 'the app was taken off in Envoy');
    return { forgotten, kept };
  });
};

function invitationIn(body: unknown, change: InviteChange): EnvoyInvite | null {
  const read = readInvitation(body, change);
  if (!read) return null;
  const { timezone, ...invitation } = read;
  return { ...invitation, day: dayAt(timezone, invitation.expectedAt) };
}

function installIn(body: unknown): string | null {
  const id = recordOf(recordOf(body)['meta'])['install_id'];
  if (typeof id === 'string') return id.length <= maxLength.id ? id : null;
  return typeof id === 'number' ? readIdField(id) : null;
}
