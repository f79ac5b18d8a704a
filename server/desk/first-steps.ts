import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { FirstSteps } from '../protocol/desk-health-messages.ts';
import { stepsDone } from '../protocol/set-up-steps.ts';
import { deskGuard } from './accounts/desk-guard.ts';
import type { DeskSessions } from './accounts/sessions.ts';
import type { CheckUp } from './check-up.ts';

/** `GET /desk/api/first-steps`: what is done of what it takes until a first visitor is checked. */
export const firstSteps: FastifyPluginAsyncTypebox<{
  checkUp: CheckUp;
  sessions: DeskSessions;
}> = async (app, { checkUp, sessions }) => {
  /** Once all were done, the doctor is not asked for them again. */
  let done: FirstSteps | null = null;
  app.get(
    '/desk/api/first-steps',
    { schema: { response: { 200: FirstSteps } }, onRequest: deskGuard(sessions, 'see') },
    async () => {
      if (done) return done;
      const steps = stepsDone((await checkUp.findings()) ?? []);
      if (Object.values(steps).every(Boolean)) done = steps;
      return steps;
    },
  );
};
