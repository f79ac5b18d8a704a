import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { FirstSteps } from '../protocol/desk-health-messages.ts';
import type { Db } from '../store/schema.ts';
import { listInstalls, listKiosks } from '../store/tables/kiosks.ts';
import { countPeople } from '../store/tables/people.ts';
import { currentConsentText } from '../store/tables/privacy.ts';
import { deskGuard } from './accounts/desk-guard.ts';
import type { DeskSessions } from './accounts/sessions.ts';

/** `GET /desk/api/first-steps`: what is done of what it takes until a first visitor is checked. */
export const firstSteps: FastifyPluginAsyncTypebox<{ db: Db; sessions: DeskSessions }> = async (
  app,
  { db, sessions },
) => {
  app.get(
    '/desk/api/first-steps',
    { schema: { response: { 200: FirstSteps } }, onRequest: deskGuard(sessions, 'see') },
    async () => ({
      envoy: (await listInstalls(db)).length > 0 || (await hasSignIns(db)),
      screen: (await listKiosks(db)).some(({ revokedAt }) => revokedAt === null),
      consent: (await currentConsentText(db)) !== undefined,
      enrolled: (await countPeople(db)) > 0,
    }),
  );
};

async function hasSignIns(db: Db): Promise<boolean> {
  const first = db.selectFrom('sign_ins').select('jobId').limit(1);
  return (await first.executeTakeFirst()) !== undefined;
}
