import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Account, Holder, Tokens } from './account.ts';
import type { ApiRoute } from './faults.ts';

export interface ApiDeps {
  account: Account;
  tokens: Tokens;
  clientId: string;
  secret: string;
}

export interface Of<Name extends string> {
  Params: Record<Name, string>;
}

/** Which part of the API a route belongs to, for its faults. */
export function as(apiRoute: ApiRoute) {
  return { config: { apiRoute } };
}

export function resource(type: string, id: string, attributes: object) {
  return { data: { id, type, attributes } };
}

export function refuse(reply: FastifyReply, status: number, title: string): FastifyReply {
  return reply.code(status).send({ errors: [{ status: String(status), title }] });
}

/** Lets only calls in that have a good token of this kind. */
export function onlyWith(holder: Holder, tokens: Tokens) {
  return async ({ headers }: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const found = tokens.holderOf(headers.authorization?.replace(/^Bearer /, '') ?? '');
    if (found === null) return refuse(reply, 401, 'the token is not good');
    if (found !== holder) return refuse(reply, 403, `this is no token of a ${holder}`);
    return undefined;
  };
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The part of the API that a route of the stand-in for Envoy belongs to. */
    apiRoute?: ApiRoute;
  }
}
