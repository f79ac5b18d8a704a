import { Readable } from 'node:stream';
import rateLimit from '@fastify/rate-limit';
import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type, type Static } from 'typebox';
import { HistoryPage, Numbers, Story, VisitorPage } from '../../protocol/desk-history-messages.ts';
import type { Db } from '../../store/schema.ts';
import { locationsSeen, reasonsSeen } from '../../store/tables/sign-ins.ts';
import { deskGuard } from '../accounts/desk-guard.ts';
import type { DeskSessions } from '../accounts/sessions.ts';
import { enterQueue } from '../people/enter-queue.ts';
import type { DeskBoard } from './board.ts';
import { BoundedQueue } from '../../platform/work-queue.ts';
import { placeOf, type PlaceNames } from './card.ts';
import { isTimeZone } from '../../platform/local-time.ts';
import { numbersCsv } from './week-numbers.ts';
import { ActRefusedError } from '../people/people-acts.ts';
import type { DeskHistory, HistoryQuery } from './history.ts';
import type { VisitorPages } from './visitor-pages.ts';

/** Rows of one file. A longer period takes several files. */
const mostInFile = 20_000;
const defaultDays = 7;
const dayMs = 24 * 60 * 60_000;

const Query = Type.Object(
  {
    /** ISO 8601 with an offset, so that a day is the reader's own. */
    from: Type.Optional(Type.String({ maxLength: 40 })),
    to: Type.Optional(Type.String({ maxLength: 40 })),
    location: Type.Optional(Type.String({ maxLength: 200 })),
    answer: Type.Optional(Type.Enum(['let_in', 'held'])),
    reason: Type.Optional(Type.String({ maxLength: 200 })),
    name: Type.Optional(Type.String({ maxLength: 200 })),
    /** The `next` of the previous page. */
    after: Type.Optional(Type.String({ maxLength: 400 })),
  },
  { additionalProperties: false },
);

const { from, to, location } = Query.properties;
const NumbersQuery = Type.Object(
  {
    ...{ from, to, location },
    /** The reader's time zone, by its IANA name; default: UTC. */
    zone: Type.Optional(Type.String({ maxLength: 60 })),
  },
  { additionalProperties: false },
);

const config = { rateLimit: { max: 120, timeWindow: '1 minute' } };

type TypeboxApp = Parameters<FastifyPluginAsyncTypebox>[0];

export interface HistoryRoutesOptions {
  db: Db;
  places: PlaceNames;
  history: DeskHistory;
  visitorPages: VisitorPages;
  board: DeskBoard;
  sessions: DeskSessions;
}

/** `GET /desk/api/history`, `…/history.csv` and `…/history/:jobId`: decided sign-ins. */
export const historyRoutes: FastifyPluginAsyncTypebox<HistoryRoutesOptions> = async (
  app,
  { db, places, history, visitorPages, board, sessions },
) => {
  await app.register(rateLimit, { global: false });
  const onRequest = deskGuard(sessions, 'read_history');
  const searches = new BoundedQueue({ atOnce: 2, ofOneOwner: 1, waiting: 100 });
  const exports = new BoundedQueue({ atOnce: 2, ofOneOwner: 1, waiting: 40 });

  numberRoutes(app, { history, sessions, searches });
  visitorRoutes(app, { visitorPages, sessions, searches });

  app.get(
    '/desk/api/history',
    { schema: { querystring: Query, response: { 200: HistoryPage } }, onRequest, config },
    async (request, reply) => {
      const done = await enterQueue(searches, sessions, request, reply);
      const query = queryOf(request.query);
      const read = Promise.all([history.page(query), history.counts(query)]);
      const [{ entries, next }, counts] = await read.finally(done);
      return {
        entries,
        counts,
        next: next && JSON.stringify([next.receivedAt, next.jobId]),
        locations: (await locationsSeen(db, query.from)).map((id) => {
          return { id, name: placeOf(null, id, places)! };
        }),
        reasons: await reasonsSeen(db, query.from),
      };
    },
  );

  app.get(
    '/desk/api/history.csv',
    { schema: { querystring: Query }, onRequest, config: { rateLimit: { max: 10 } } },
    async (request, reply) => {
      await enterQueue(exports, sessions, request, reply);
      const file = Readable.from(history.csv(queryOf(request.query), mostInFile));
      return sendCsv(reply, 'sign-ins.csv', file);
    },
  );

  app.get(
    '/desk/api/history/:id',
    {
      schema: {
        params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 300 }) }),
        response: { 200: Story },
      },
      onRequest,
      config,
    },
    async (request, reply) => {
      const story = await history.story(request.params.id, board);
      if (story) return story;
      const message = 'This sign-in is not kept any more.';
      return reply.code(404 as 200).send({ error: 'not_found', message } as never);
    },
  );
};

/** `GET /desk/api/history/:id/visits` and `…/expected/:id/visits`: what is kept of that visitor. */
function visitorRoutes(
  app: TypeboxApp,
  {
    visitorPages,
    sessions,
    searches,
  }: Pick<HistoryRoutesOptions, 'visitorPages' | 'sessions'> & { searches: BoundedQueue },
): void {
  const pages = {
    history: (id: string) => visitorPages.ofSignIn(id),
    expected: (id: string) => visitorPages.ofInvitation(id),
  };
  for (const [where, read] of Object.entries(pages)) {
    app.get(
      `/desk/api/${where}/:id/visits`,
      {
        schema: {
          params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 300 }) }),
          response: { 200: VisitorPage },
        },
        onRequest: deskGuard(sessions, 'read_history'),
        config,
      },
      async (request, reply) => {
        const done = await enterQueue(searches, sessions, request, reply);
        const page = await read(request.params.id).finally(done);
        if (page) return page;
        const message = 'This sign-in is not kept any more.';
        throw new ActRefusedError(404, 'not_found', message);
      },
    );
  }
}

/** `GET /desk/api/numbers` and `…/numbers.csv`: how many visitors were let in, and how the other visits ended. */
function numberRoutes(
  app: TypeboxApp,
  {
    history,
    sessions,
    searches,
  }: Pick<HistoryRoutesOptions, 'history' | 'sessions'> & { searches: BoundedQueue },
): void {
  const mayCount = { onRequest: deskGuard(sessions, 'read_numbers'), config };
  const count = async ({ zone = 'UTC', ...query }: Static<typeof NumbersQuery>) => {
    if (!isTimeZone(zone))
      throw new ActRefusedError(400, 'no_such_zone', 'There is no such time zone.');
    return history.numbers(queryOf(query), zone, mostInFile);
  };

  app.get(
    '/desk/api/numbers',
    { schema: { querystring: NumbersQuery, response: { 200: Numbers } }, ...mayCount },
    async (request, reply) => {
      const done = await enterQueue(searches, sessions, request, reply);
      return count(request.query).finally(done);
    },
  );

  app.get(
    '/desk/api/numbers.csv',
    { schema: { querystring: NumbersQuery }, ...mayCount },
    async (request, reply) => {
      const done = await enterQueue(searches, sessions, request, reply);
      const file = numbersCsv(await count(request.query).finally(done));
      return sendCsv(reply, 'numbers.csv', file);
    },
  );
}

function sendCsv(reply: FastifyReply, name: string, file: Readable | string): FastifyReply {
  const disposition = `attachment; filename="${name}"`;
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', disposition)
    .send(file);
}

const verdicts = { let_in: 'approved', held: 'review' } as const;

function queryOf(given: Static<typeof Query>): HistoryQuery {
  const now = Date.now();
  return {
    from: timeOr(given.from, now - defaultDays * dayMs),
    to: timeOr(given.to, now + dayMs),
    locationId: given.location ?? null,
    verdict: given.answer === undefined ? null : verdicts[given.answer],
    reason: given.reason ?? null,
    name: given.name?.trim() ? given.name : null,
    before: positionIn(given.after),
  };
}

/** An unreadable time counts as a missing one. */
function timeOr(text: string | undefined, otherwise: number): Date {
  const time = text === undefined ? NaN : Date.parse(text);
  return new Date(Number.isNaN(time) ? otherwise : time);
}

function positionIn(text: string | undefined): HistoryQuery['before'] {
  try {
    const [receivedAt, jobId] = JSON.parse(text ?? '') as [unknown, unknown];
    const time = new Date(typeof receivedAt === 'string' ? receivedAt : NaN);
    if (!Number.isNaN(time.getTime()) && typeof jobId === 'string')
      return { receivedAt: time, jobId };
  } catch {
    // Not a cursor of this service: the first page follows.
  }
  return null;
}
