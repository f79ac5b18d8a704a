import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { listLabel } from '#sanctions-lists';
import {
  type ListDecided,
  ListDecision,
  ProposedLists,
} from '../../protocol/desk-manage-messages.ts';
import type { Db } from '../../store/schema.ts';
import { listProposedLists } from '../../watchlist/follow/followed-list-rows.ts';
import { decideOnList, detailsOf, proposalQuestion } from '../../watchlist/change.ts';
import { deskGuard } from '../accounts/desk-guard.ts';
import type { DeskSessions } from '../accounts/sessions.ts';

const decidedMeanwhile = {
  error: 'decided_meanwhile',
  message: 'Somebody has decided meanwhile, or a newer list has come.',
};

/** `GET /desk/api/lists`: official lists that wait for a decision; `POST …/:listId`: decides about one. */
export const proposedListRoutes: FastifyPluginAsyncTypebox<{
  db: Db;
  sessions: DeskSessions;
}> = async (app, { db, sessions }) => {
  app.get(
    '/desk/api/lists',
    { schema: { response: { 200: ProposedLists } }, onRequest: deskGuard(sessions, 'see') },
    async () => {
      const lists = await listProposedLists(db);
      return lists.map((proposed) => ({
        listId: proposed.listId,
        list: listLabel(proposed),
        question: proposalQuestion(proposed),
        code: proposed.doubt,
        values: {
          list: listLabel(proposed),
          entries: proposed.entries,
          before: proposed.entriesBefore,
          kept: proposed.entriesKept,
          date: proposed.listDate ?? '–',
          ...detailsOf(proposed),
        },
      }));
    },
  );

  app.post(
    '/desk/api/lists/:listId',
    {
      schema: { params: Type.Object({ listId: Type.Integer() }), body: ListDecision },
      onRequest: [app.lobbyAccess.callers.checkOrigin, deskGuard(sessions, 'manage')],
    },
    async ({ params, body, deskUser }, reply) => {
      const actor = `desk:${deskUser!.accountId}`;
      const decided = await decideOnList(db, actor, params.listId, body.decision);
      if (!decided) return reply.code(409).send(decidedMeanwhile);
      return reply.send({ list: listLabel(decided) } satisfies ListDecided);
    },
  );
};
