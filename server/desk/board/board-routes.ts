import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { NoteRequest, OutcomeRequest, outcomeWords } from '../../protocol/desk-messages.ts';
import { deskGuard } from '../accounts/desk-guard.ts';
import type { DeskSessions } from '../accounts/sessions.ts';
import type { ActResult, DeskBoard } from './board.ts';

const CardParams = Type.Object({ jobId: Type.String({ minLength: 1, maxLength: 300 }) });

export interface BoardRoutesOptions {
  board: DeskBoard;
  sessions: DeskSessions;
}

/** `POST /desk/api/cards/:jobId/outcome` and `PUT /desk/api/cards/:jobId/note`: seeing to a held visitor. */
export const boardRoutes: FastifyPluginAsyncTypebox<BoardRoutesOptions> = async (
  app,
  { board, sessions },
) => {
  const { checkOrigin } = app.lobbyAccess.callers;
  const onRequest = [checkOrigin, deskGuard(sessions, 'see_to')];

  app.post(
    '/desk/api/cards/:jobId/outcome',
    { schema: { params: CardParams, body: OutcomeRequest }, onRequest },
    async (request, reply) => {
      const { jobId } = request.params;
      const user = request.deskUser!;
      const { outcome } = request.body;
      const acted = outcome ? board.seeTo(jobId, outcome, user) : board.undo(jobId, user);
      return answer(reply, await acted);
    },
  );

  app.put(
    '/desk/api/cards/:jobId/note',
    { schema: { params: CardParams, body: NoteRequest }, onRequest },
    async (request, reply) => {
      const { jobId } = request.params;
      return answer(reply, await board.note(jobId, request.body.note, request.deskUser!));
    },
  );
};

function answer(reply: FastifyReply, result: ActResult): FastifyReply {
  if (result.ok) return reply.send({ card: result.card });
  const { error, card } = result;
  if (error === 'no_such_card') {
    const message = 'This sign-in is not on the desk any more.';
    return reply.code(404).send({ error, message, card });
  }
  if (error === 'was_let_in') {
    const message = `${card?.seenBy} let this visitor in. That cannot be taken back here.`;
    return reply.code(409).send({ error, message, card });
  }
  const message = card?.seenAt
    ? `${card.seenBy ?? 'The service'} was first: ${card.outcome ? outcomeWords[card.outcome] : 'Seen to'}.`
    : 'This visitor waits already.';
  return reply.code(409).send({ error, message, card });
}
