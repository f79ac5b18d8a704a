import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { CorrectionRequest, type Correction } from '../../protocol/desk-messages.ts';
import { deskGuard } from '../accounts/desk-guard.ts';
import type { DeskSessions } from '../accounts/sessions.ts';
import type { CorrectionResult, Corrections } from './corrections.ts';

const Params = Type.Object({ jobId: Type.String({ minLength: 1, maxLength: 300 }) });

/** `PUT /desk/api/history/:jobId/correction`: says who was in front of the camera, or takes it back. */
export const correctionRoute: FastifyPluginAsyncTypebox<{
  corrections: Corrections;
  sessions: DeskSessions;
}> = async (app, { corrections, sessions }) => {
  await app.register(rateLimit, { global: false });
  const { checkOrigin } = app.lobbyAccess.callers;
  app.put(
    '/desk/api/history/:jobId/correction',
    {
      schema: { params: Params, body: CorrectionRequest },
      onRequest: [checkOrigin, deskGuard(sessions, 'correct')],
      config: { rateLimit: { max: 120, timeWindow: '1 minute' } },
    },
    async ({ params, body, deskUser }, reply) => {
      const { said: judgement } = body;
      const result =
        judgement === null
          ? await corrections.takeBack(params.jobId, deskUser!)
          : await corrections.say(params.jobId, judgement, deskUser!);
      const { correction } = result;
      if (result.ok) return reply.send({ correction });
      const { status, message } = refusal(result.error, correction);
      const values = { name: correction?.by };
      const isGone = result.error === 'already_so' && !correction;
      const error = isGone ? 'taken_back' : result.error;
      return reply.code(status).send({ error, message, values, correction });
    },
  );
};

function refusal(
  error: Extract<CorrectionResult, { ok: false }>['error'],
  correction: Correction | null,
): { status: number; message: string } {
  if (error === 'not_found') {
    return { status: 404, message: 'This sign-in is not kept any more.' };
  }
  if (error === 'nothing_compared') {
    const message = 'No face was compared with anybody enrolled at this sign-in.';
    return { status: 409, message };
  }
  const message = correction
    ? `${correction.by} has said something of this sign-in already. Take that back first.`
    : 'That was taken back already.';
  return { status: 409, message };
}
