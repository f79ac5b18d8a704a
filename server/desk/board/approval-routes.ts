import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { RingingRequest } from '../../protocol/desk-visit-messages.ts';
import { deskGuard } from '../accounts/desk-guard.ts';
import type { DeskSessions } from '../accounts/sessions.ts';
import type { ApprovalRequests, ApprovalOutcome } from './approval-requests.ts';

const Params = Type.Object({ jobId: Type.String({ minLength: 1, maxLength: 300 }) });

/** `POST /desk/api/ringing/:jobId`: lets a visitor in while Envoy waits, or keeps the review. */
export const approvalRoutes: FastifyPluginAsyncTypebox<{
  approvals: ApprovalRequests;
  sessions: DeskSessions;
}> = async (app, { approvals, sessions }) => {
  const { checkOrigin } = app.lobbyAccess.callers;
  app.post(
    '/desk/api/ringing/:jobId',
    {
      schema: { params: Params, body: RingingRequest },
      onRequest: [checkOrigin, deskGuard(sessions, 'let_in')],
    },
    async (request, reply) => {
      const { jobId } = request.params;
      const user = request.deskUser!;
      const outcome = request.body.letIn
        ? await approvals.approve(jobId, user)
        : await approvals.hold(jobId, user);
      if (outcome === 'let_in') return reply.send({ letIn: true });
      if (outcome === 'held') return reply.send({ letIn: false });
      const { status, message } = refusals[outcome];
      return reply.code(status).send({ error: outcome, message });
    },
  );
};

const refusals: Record<
  Exclude<ApprovalOutcome, 'let_in' | 'held'>,
  { status: number; message: string }
> = {
  too_late: {
    status: 409,
    message: 'That was too late: the visitor is held. Please let them in through Envoy.',
  },
  was_let_in: { status: 409, message: 'Somebody else has let this visitor in already.' },
  not_allowed: {
    status: 403,
    message: 'Your account may not do this any more. Please log in again.',
  },
  not_stored: {
    status: 503,
    message: 'This could not be stored, so the visitor is held. Try again, or use Envoy.',
  },
};
