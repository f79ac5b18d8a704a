import type { FastifyPluginAsync, FastifyInstance, FastifyReply } from 'fastify';
import { readSetupStep, SetupFormError } from '#envoy';
import { type HookDeps } from './hook-deps.ts';
import { hookRoutes } from './call-guards.ts';
import { readForm } from './setup-form.ts';
import { signedJson } from './signed-body.ts';

/**
 * `POST /envoy/setup`, the validation URL. Answers 200 with the values for Envoy to save, or 412 with a sentence for
 * the installer; the setup step then does not advance.
 */
export const setupRoute: FastifyPluginAsync<{ deps: HookDeps }> = async (app, { deps }) => {
  refuseOnFault(app);

  app.post(hookRoutes.setup, async (request, reply) => {
    const { installs } = deps;
    if (!installs) return replyWithMistake(reply, notYet);
    const body = signedJson(request);
    const step = readSetupStep(body);
    if (!step) return replyWithMistake(reply, unreadable);
    const { installId, locationId, locationName } = step;
    try {
      const { form, echo } = step.form === null ? { form: null, echo: {} } : readForm(step.form);
      if (installId !== null) {
        await installs.setUp({ installId, locationId, locationName, form });
      } else if (form) {
        return await replyWithMistake(reply, 'Envoy did not say which installation this is for.');
      }
      return echo;
    } catch (error) {
      if (error instanceof SetupFormError) return replyWithMistake(reply, error.message);
      throw error;
    }
  });
};

/** Sent while the store is unavailable. */
const notYet = 'The service is starting. Please try again in a minute.';
const unreadable = 'Envoy sent something that could not be read.';

/** Answers with a sentence for the installer of the app; the setup step does not advance. */
function replyWithMistake(reply: FastifyReply, sentence: string): FastifyReply {
  return reply
    .code(412)
    .send({ message: `Vestibule: ${sentence}`, debugInfo: {}, attachments: [] });
}

/** Makes every error of these routes answer with such a sentence. The log gets nothing of the request. */
function refuseOnFault(app: FastifyInstance): void {
  app.setErrorHandler(
    async (error: Error & { statusCode?: number; code?: string }, request, reply) => {
      const isRequestFault = error.statusCode !== undefined && error.statusCode < 500;
      request.log.error({ fault: error.code ?? error.name }, 'a setup step failed');
      return replyWithMistake(
        reply,
        isRequestFault
          ? unreadable
          : 'This could not be saved, because of a fault on our side. Please try again in a minute.',
      );
    },
  );
}
