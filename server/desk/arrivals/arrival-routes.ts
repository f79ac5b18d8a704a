import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { ExpectedDay } from '../../protocol/desk-arrival-messages.ts';
import { Done } from '../../protocol/desk-people-messages.ts';
import { deskGuard } from '../accounts/desk-guard.ts';
import type { DeskSessions } from '../accounts/sessions.ts';
import type { EnrolmentInvitations } from './enrolment-invitations.ts';
import type { ExpectedVisits } from './expected-visits.ts';

const Query = Type.Object(
  {
    /** The day in the time zone of the location. */
    day: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', maxLength: 10 }),
  },
  { additionalProperties: false },
);

export interface ExpectedRouteOptions {
  expected: Pick<ExpectedVisits, 'on'>;
  sessions: DeskSessions;
}

/** `GET /desk/api/expected?day=2026-03-12`: the visitors expected on that day. */
export const expectedRoute: FastifyPluginAsyncTypebox<ExpectedRouteOptions> = async (
  app,
  { expected, sessions },
) => {
  await app.register(rateLimit, { global: false });
  app.get(
    '/desk/api/expected',
    {
      schema: { querystring: Query, response: { 200: ExpectedDay } },
      onRequest: deskGuard(sessions, 'see'),
      config: { rateLimit: { max: 120, timeWindow: '1 minute' } },
    },
    async ({ query }) => expected.on(query.day),
  );
};

const InvitedParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 300 }) });

export interface InvitationRoutesOptions {
  invitations: Pick<EnrolmentInvitations, 'invite'>;
  sessions: DeskSessions;
}

/** `POST /desk/api/people/:id/invite` and `…/expected/:id/invite`: sends a mail about how to enrol. */
export const invitationRoutes: FastifyPluginAsyncTypebox<InvitationRoutesOptions> = async (
  app,
  { invitations, sessions },
) => {
  await app.register(rateLimit, { global: false });
  const { checkOrigin } = app.lobbyAccess.callers;
  const options = {
    schema: { params: InvitedParams, response: { 200: Done } },
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
