import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import {
  ListedRequest,
  VisitFacts,
  MessageForm,
  MessageRequest,
  NoteRequest,
  PresenceRequest,
  OutcomeRequest,
} from '../../protocol/desk-visit-messages.ts';
import { outcomeWords } from '../../protocol/desk-messages.ts';
import type { Db } from '../../store/schema.ts';
import { dismissHit, restoreHit } from '../../watchlist/dismissals.ts';
import { deskGuard } from '../accounts/desk-guard.ts';
import type { DeskSessions } from '../accounts/sessions.ts';
import { ActRefusedError, noSuchCard } from '../people/people-acts.ts';
import type { ActResult, DeskBoard } from './board.ts';
import type { CardFacts } from './card-facts.ts';
import { messageLimits, type HostMessages, type SendResult } from './host-messages.ts';

/** The record keeps each act for ever, so an account may not fill it. Nobody at a desk acts so often. */
const config = { rateLimit: { max: 60, timeWindow: '1 minute' } };

function tooManyActs(): ActRefusedError {
  const message = 'Nothing was saved: this account has acted too often. Please wait a minute.';
  return new ActRefusedError(429, 'too_many_acts', message);
}

const CardParams = Type.Object({ jobId: Type.String({ minLength: 1, maxLength: 300 }) });

export interface BoardRoutesOptions {
  db: Db;
  board: DeskBoard;
  hostMessages: HostMessages;
  cardFacts: CardFacts;
  sessions: DeskSessions;
}

/** Acts of the desk on a held visitor. */
export const boardRoutes: FastifyPluginAsyncTypebox<BoardRoutesOptions> = async (app, options) => {
  await app.register(rateLimit, {
    global: false,
    // Only then is the account known.
    hook: 'preHandler',
    keyGenerator: ({ deskUser, ip }) => deskUser?.accountId ?? ip,
    errorResponseBuilder: tooManyActs,
  });
  await app.register(actsOnCard, options);
  await app.register(factsOfCard, options);
  await app.register(messageOfCard, options);
};

/** `POST /desk/api/cards/:jobId/outcome`, `PUT …/note` and `…/presence`. */
const actsOnCard: FastifyPluginAsyncTypebox<BoardRoutesOptions> = async (
  app,
  { board, sessions },
) => {
  const { checkOrigin } = app.lobbyAccess.callers;
  const onRequest = [checkOrigin, deskGuard(sessions, 'see_to')];

  app.post(
    '/desk/api/cards/:jobId/outcome',
    { schema: { params: CardParams, body: OutcomeRequest }, onRequest, config },
    async (request, reply) => {
      const { jobId } = request.params;
      const user = request.deskUser!;
      const { outcome, why } = request.body;
      const acted = outcome ? board.seeTo(jobId, outcome, user, why) : board.undo(jobId, user);
      return answer(reply, await acted);
    },
  );

  app.put(
    '/desk/api/cards/:jobId/note',
    { schema: { params: CardParams, body: NoteRequest }, onRequest, config },
    async (request, reply) => {
      const { jobId } = request.params;
      return answer(reply, await board.note(jobId, request.body, request.deskUser!));
    },
  );

  app.put(
    '/desk/api/cards/:jobId/presence',
    { schema: { params: CardParams, body: PresenceRequest }, onRequest, config },
    async (request, reply) => {
      const { isWithThem } = request.body;
      const act = board.setPresence(request.params.jobId, isWithThem, request.deskUser!);
      return answer(reply, await act);
    },
  );
};

/** `GET /desk/api/cards/:jobId/facts` and `…/message`, and `PUT …/listed`. */
const factsOfCard: FastifyPluginAsyncTypebox<BoardRoutesOptions> = async (
  app,
  { db, hostMessages, cardFacts, sessions },
) => {
  const { checkOrigin } = app.lobbyAccess.callers;
  const reads = {
    facts: { answer: VisitFacts, read: (jobId: string) => cardFacts.of(jobId) },
    message: { answer: MessageForm, read: (jobId: string) => hostMessages.form(jobId) },
  };
  for (const [name, { answer, read }] of Object.entries(reads)) {
    app.get(
      `/desk/api/cards/:jobId/${name}`,
      {
        schema: { params: CardParams, response: { 200: answer } },
        // Browsers send no origin with a request that changes nothing.
        onRequest: deskGuard(sessions, 'see_to'),
      },
      async (request) => {
        const found = await read(request.params.jobId);
        if (!found) throw noSuchCard();
        return found;
      },
    );
  }

  // Managers only: after a dismissal, this entry no longer holds the person.
  app.put(
    '/desk/api/cards/:jobId/listed',
    {
      schema: { params: CardParams, body: ListedRequest },
      onRequest: [checkOrigin, deskGuard(sessions, 'manage')],
      config,
    },
    async (request, reply) => {
      const { jobId } = request.params;
      const { isSamePerson, ...entry } = request.body;
      const hit = await cardFacts.personHit(jobId, entry);
      const act = isSamePerson ? restoreHit : dismissHit;
      // A hit on more than the name cannot be dismissed.
      const isOpen = hit && (isSamePerson || hit.by === 'name');
      const isDone = isOpen && (await act(db, hit, entry, request.deskUser!.accountId));
      if (!isDone) return reply.code(409).send(refusals.no_such_hit);
      return cardFacts.of(jobId);
    },
  );
};

/** `POST /desk/api/cards/:jobId/message`. */
const messageOfCard: FastifyPluginAsyncTypebox<BoardRoutesOptions> = async (
  app,
  { board, hostMessages, sessions },
) => {
  const { checkOrigin } = app.lobbyAccess.callers;
  const onRequest = [checkOrigin, deskGuard(sessions, 'see_to')];
  app.post(
    '/desk/api/cards/:jobId/message',
    { schema: { params: CardParams, body: MessageRequest }, onRequest, config },
    async (request, reply) => {
      const { jobId } = request.params;
      const result = await hostMessages.send(jobId, request.body, request.deskUser!);
      if (result === 'already_so') {
        return answer(reply, { ok: false, error: result, card: await board.card(jobId) });
      }
      if (result !== 'sent') {
        return reply.code(statuses[result]).send(refusals[result]);
      }
      await board.tell(jobId);
      return hostMessages.form(jobId);
    },
  );
};

const refusals: Record<
  Exclude<SendResult, 'sent' | 'already_so'> | 'no_such_hit',
  { error: string; message: string }
> = {
  no_such_hit: {
    error: 'no_such_hit',
    message:
      'This entry is not on the list any more, or nobody enrolled is meant. Open the card again.',
  },
  no_such_place: {
    error: 'no_such_place',
    message: 'Nothing can be sent there any more. Close this and open it again.',
  },
  written_since: {
    error: 'written_since',
    message:
      'A message about this visitor went out since this was opened. Nothing was sent: look at what went out, and send again if it is still needed.',
  },
  empty: { error: 'empty', message: 'Write something first.' },
  too_many_messages: {
    error: 'too_many_messages',
    message: `Nothing was sent: within an hour, up to ${messageLimits.card} messages may go out about a visitor, ${messageLimits.host} to a host and ${messageLimits.account} from an account. Call, or write later.`,
  },
};

const statuses = { written_since: 409, no_such_place: 409, empty: 409, too_many_messages: 429 };

function answer(reply: FastifyReply, result: ActResult): FastifyReply {
  if (result.ok) return reply.send({ card: result.card });
  const { error, card } = result;
  if (error === 'no_such_card') throw noSuchCard();
  if (error === 'was_let_in') {
    const message = `${card?.seenBy} let this visitor in. That cannot be taken back here.`;
    return reply.code(409).send({ error, message, values: { name: card?.seenBy }, card });
  }
  const message = card?.seenAt
    ? `${card.seenBy ?? 'The service'} was first: ${card.outcome ? outcomeWords[card.outcome] : 'Seen to'}.`
    : 'This visitor waits already.';
  const code = card?.seenAt ? error : 'waits_already';
  return reply.code(409).send({ error: code, message, values: { name: card?.seenBy }, card });
}
