import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AllowedOrigins } from './allowed-origins.ts';

const howToAllow = 'If it is yours, add its origin to VESTIBULE_LOBBY_ORIGINS.';

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** Hooks that turn away browsers which came here by a foreign page or a foreign name. */
export interface CallerCheck {
  /** For every route. */
  checkHost: Hook;
  /** For what changes something: browsers name the page's origin there, and no other is heard. */
  checkOrigin: Hook;
}

export function createCallerCheck(allowed: AllowedOrigins): CallerCheck {
  return {
    checkHost: async (request, reply) => {
      if (allowed.allowsHost(request.headers.host)) return undefined;
      return reply.code(403).send({
        error: 'foreign_host',
        message: `This service is not known by the address in your browser. ${howToAllow}`,
      });
    },
    checkOrigin: async (request, reply) => {
      if (allowed.allowsOrigin(request.headers.origin)) return undefined;
      return reply.code(403).send({
        error: 'foreign_origin',
        message: `Pages of another origin may not use this service. ${howToAllow}`,
      });
    },
  };
}
