import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Account, Holder, TokenAnswer, Tokens } from './account.ts';
import { setTimeout as delay } from 'node:timers/promises';

export interface ApiDeps {
  account: Account;
  tokens: Tokens;
  clientId: string;
  secret: string;
  /** Logins other than the app's own. Null when refused. */
  grant?: ((login: unknown, deps: ApiDeps) => TokenAnswer | null) | undefined;
}

export interface Of<Name extends string> {
  Params: Record<Name, string>;
}

/** Marks the part of the API to which a route belongs, for its faults. */
export function as(apiRoute: ApiRoute) {
  return { config: { apiRoute } };
}

export function resource(type: string, id: string, attributes: object) {
  return { data: { id, type, attributes } };
}

export function replyRefusal(reply: FastifyReply, status: number, title: string): FastifyReply {
  return reply.code(status).send({ errors: [{ status: String(status), title }] });
}

/** Accepts only calls with a valid token of this kind. */
export function onlyWith(holder: Holder, tokens: Tokens) {
  return async ({ headers }: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const found = tokens.holderOf(headers.authorization?.replace(/^Bearer /, '') ?? '');
    if (found === null) return replyRefusal(reply, 401, 'the token is not good');
    if (found !== holder) return replyRefusal(reply, 403, `this is no token of a ${holder}`);
    return undefined;
  };
}

/** Refuses calls about unknown installs and jobs. */
export function onlyKnown({ installs, jobIds }: Account) {
  return async ({ params }: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const { install, job } = params as { install?: string; job?: string };
    if (install !== undefined && !installs.has(install)) {
      return replyRefusal(reply, 404, 'there is no such install');
    }
    if (job !== undefined && !jobIds.has(job))
      return replyRefusal(reply, 404, 'there is no such job');
    return undefined;
  };
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The part of the API to which a route of the simulated Envoy belongs. */
    apiRoute?: ApiRoute;
  }
}

/** The parts of Envoy's API that can have faults. */
export const apiRoutes = ['token', 'purpose', 'jobs'] as const;
export type ApiRoute = (typeof apiRoutes)[number];

/** Faults of an answer. */
export type InjectedFault =
  /** The right answer, but late. */
  | { kind: 'slow'; milliseconds: number }
  | { kind: 'status'; status: number; retryAfter?: string }
  /** 200 with a body that is not JSON, or JSON without the expected fields. */
  | { kind: 'wrong_json' }
  | { kind: 'no_data' }
  /** The connection is closed without an answer. */
  | { kind: 'closed_socket' }
  /** The connection stays open without an answer. */
  | { kind: 'silence' };

/** The faults of coming calls: for each route separately, in order. */
export class Faults {
  readonly #waiting = new Map<ApiRoute, { fault: InjectedFault; times: number }[]>();

  /** @param times number of calls; `Infinity` until the fault is cleared */
  add(route: ApiRoute, fault: InjectedFault, times = 1): void {
    this.#waiting.set(route, [...(this.#waiting.get(route) ?? []), { fault, times }]);
  }

  mend(route: ApiRoute): void {
    this.#waiting.delete(route);
  }

  /** Returns the fault of this call. */
  take(route: ApiRoute): InjectedFault | null {
    const [first, ...rest] = this.#waiting.get(route) ?? [];
    if (!first) return null;
    if (--first.times <= 0) this.#waiting.set(route, rest);
    return first.fault;
  }
}

/** Applies a fault to a call. Resolves to whether the normal answer should follow. */
export async function meetFault(
  fault: InjectedFault,
  request: FastifyRequest,
  reply: FastifyReply,
  stopping: AbortSignal,
): Promise<boolean> {
  switch (fault.kind) {
    case 'slow':
      await delay(fault.milliseconds, undefined, { signal: stopping }).catch(() => {});
      return true;
    case 'status':
      if (fault.retryAfter !== undefined) reply.header('retry-after', fault.retryAfter);
      await reply.code(fault.status).send({ errors: [{ status: String(fault.status) }] });
      return false;
    case 'wrong_json':
      await reply.type('application/vnd.api+json').send('{"data": {"id"');
      return false;
    case 'no_data':
      await reply.send({ data: null });
      return false;
    case 'closed_socket':
      reply.hijack();
      request.raw.socket.destroy();
      return false;
    case 'silence':
      reply.hijack();
      return false;
  }
}
