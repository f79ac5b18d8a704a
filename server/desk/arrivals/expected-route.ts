import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { ExpectedDay } from '../../protocol/desk-messages.ts';
import { deskGuard } from '../accounts/desk-guard.ts';
import type { DeskSessions } from '../accounts/sessions.ts';
import type { ExpectedVisits } from './expected-visits.ts';

const Query = Type.Object(
  {
    /** Of the location; the reader's own, where both are in one zone. */
    day: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', maxLength: 10 }),
  },
  { additionalProperties: false },
);

export interface ExpectedRouteOptions {
  expected: Pick<ExpectedVisits, 'on'>;
  sessions: DeskSessions;
}

/** `GET /desk/api/expected?day=2026-03-12`: who comes on that day. */
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
