import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Done } from '../../protocol/desk-people-messages.ts';
import { deskGuard } from '../accounts/desk-guard.ts';
import type { DeskSessions } from '../accounts/sessions.ts';
import type { EnrolmentInvitations } from './enrolment-invitations.ts';

const Params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 300 }) });

export interface InvitationRoutesOptions {
  invitations: Pick<EnrolmentInvitations, 'invite'>;
  sessions: DeskSessions;
}

/** `POST /desk/api/people/:id/invite` and `…/expected/:id/invite`: a mail about how to enrol. */
export const invitationRoutes: FastifyPluginAsyncTypebox<InvitationRoutesOptions> = async (
  app,
  { invitations, sessions },
) => {
  await app.register(rateLimit, { global: false });
  const { checkOrigin } = app.lobbyAccess.callers;
  const options = {
    schema: { params: Params, response: { 200: Done } },
    onRequest: [checkOrigin, deskGuard(sessions, 'enrol')],
    config: { rateLimit: { max: 30, timeWindow: '1 minute' } },
  };
  app.post('/desk/api/people/:id/invite', options, ({ params, deskUser }) =>
    invitations.invite({ personId: params.id }, deskUser!),
  );
  app.post('/desk/api/expected/:id/invite', options, ({ params, deskUser }) =>
    invitations.invite({ inviteId: params.id }, deskUser!),
  );
};
