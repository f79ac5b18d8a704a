import type { FastifyInstance, FastifyReply } from 'fastify';

export const unreadable = 'Envoy sent something that could not be read.';

/** A sentence for whoever installs the app; the step does not advance. */
export function refuse(reply: FastifyReply, sentence: string): FastifyReply {
  return reply
    .code(412)
    .send({ message: `Vestibule: ${sentence}`, debugInfo: {}, attachments: [] });
}

/** Has every fault of these routes answered with such a sentence, and logged without what was sent. */
export function refuseOnFault(app: FastifyInstance): void {
  app.setErrorHandler(
    async (error: Error & { statusCode?: number; code?: string }, request, reply) => {
      const isRequestFault = error.statusCode !== undefined && error.statusCode < 500;
      request.log.error({ fault: error.code ?? error.name }, 'a setup step failed');
      return refuse(
        reply,
        isRequestFault
          ? unreadable
          : 'This could not be saved, because of a fault on our side. Please try again in a minute.',
      );
    },
  );
}
