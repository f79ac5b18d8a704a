import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import rateLimit from '@fastify/rate-limit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { deriveKey, isSameHash, keyedHash } from '../keys/keyed-hash.ts';
import { mayHoldSomebody } from './fields.ts';
import { type HookDeps } from './hook-deps.ts';
import { reviewReply } from './replies.ts';
import { signatureHeader } from './signature.ts';
import { isSigned, signedJson } from './signed-body.ts';

/** What Envoy calls, and all that a tunnel has to let through. */
export const hookRoutes = {
  signIn: '/envoy/sign-in',
  setup: '/envoy/setup',
  events: '/envoy/events',
} as const;

const windowMs = 60_000;
/** Refused calls from one source in a window that are answered as what they are. */
const refusedFromOne = 30;
const unknownSource = 'unknown';
const wrongSignature = 'The signature is missing or wrong.';
/** Refused calls in a window that are logged one by one, from wherever they come. */
const loggedFromAll = 60;

/**
 * Refuses calls that Envoy did not sign, and counts them: 401 at first, then 429 for that source, which
 * is the address that has connected: what a header says of it, the caller behind a bare tunnel chooses.
 * Only such calls are counted and limited. Behind a tunnel everything comes from one address, so
 * a call is judged by its signature alone, however many forged ones came before it. The service's own
 * calls, which look whether the tunnel leads here, are refused uncounted.
 *
 * Without the secret of Envoy, any of them may be a sign-in, and a refusal may let the visitor in. Each is held.
 */
export const forgedCalls = fp<{ ownCalls: OwnCalls; knowsEnvoy: () => boolean }>(
  async (app, { ownCalls, knowsEnvoy }) => {
    const sources = new WeakMap<FastifyRequest, string>();
    // A socket that is closed no longer has an address, and a torn call is counted like any other.
    app.addHook('onRequest', async (request) => {
      sources.set(request, request.raw.socket.remoteAddress ?? unknownSource);
    });
    await app.register(rateLimit, { global: false, timeWindow: windowMs });
    const countOfSource = app.createRateLimit({
      max: refusedFromOne,
      keyGenerator: (request) => sources.get(request) ?? unknownSource,
    });
    const countOfAll = app.createRateLimit({ max: loggedFromAll, keyGenerator: () => 'all' });

    app.decorate('refuseForged', async (request: FastifyRequest, reply: FastifyReply) => {
      if (ownCalls.isOwn(request.headers)) {
        return reply.code(401).send({ message: wrongSignature, seen: ownCalls.proof });
      }
      const ofSource = await countOfSource(request);
      const ofAll = await countOfAll(request);
      if (!ofAll.isAllowed && !ofAll.isExceeded) {
        const signed = signatureHeader in request.headers;
        request.log.warn({ signed, loggedFurther: ofAll.remaining }, 'signature refused');
      }
      // A sender that does not stop at the answer is not read to the end.
      if (!request.raw.complete) void reply.header('connection', 'close');
      if (!knowsEnvoy()) {
        const { status, body } = reviewReply('starting');
        return reply.code(status).type('application/json; charset=utf-8').send(body);
      }
      if (!ofSource.isAllowed && ofSource.isExceeded) {
        void reply.header('retry-after', ofSource.ttlInSeconds);
        return reply.code(429).send({ message: 'Too many calls without a valid signature.' });
      }
      return reply.code(401).send({ message: wrongSignature });
    });
  },
  { name: 'forged-calls' },
);

declare module 'fastify' {
  interface FastifyInstance {
    /** Answers a call whose signature is missing or wrong. */
    refuseForged(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>;
  }
}

const header = 'vestibule-own-call';

/**
 * By which this process knows a call of its own that comes back to it through the tunnel, and the answer to it:
 * anything else that answers there, with whatever status, is someone else. It lets no one in, because such a call is
 * refused like every unsigned one.
 */
export class OwnCalls {
  #token: Buffer = randomBytes(32);

  /** @param secret of all instances, any of which a call from outside may reach */
  shareBy(secret: string): void {
    this.#token = deriveKey(secret, 'own calls');
  }

  get headers(): Readonly<Record<string, string>> {
    return { [header]: this.#token.toString('base64url') };
  }

  /** Stands in the answer. */
  get proof(): string {
    return keyedHash(this.#token, 'seen').toString('base64url');
  }

  /** Whether a call claims to be a service's own; only that service can tell. */
  static isOwnCall(headers: IncomingHttpHeaders): boolean {
    return headers[header] !== undefined;
  }

  isOwn(headers: IncomingHttpHeaders): boolean {
    const given = Buffer.from(String(headers[header] ?? ''), 'base64url');
    return isSameHash(given, this.#token);
  }
}

const maxLogged = 100;

/**
 * For the whole listener: a sign-in that Envoy sends to another address than the one for sign-ins is
 * held, whatever answers there. Envoy calls several of its settings "URL", and a 200 lets the visitor in.
 */
export const holdMisaddressed = fp<{ deps: HookDeps }>(
  async (app, { deps }) => {
    app.addHook('preHandler', async (request, reply) => {
      if (request.routeOptions.url === hookRoutes.signIn || !isSigned(request)) return undefined;
      const body = signedJson(request);
      if (!mayHoldSomebody(body)) return undefined;
      const address = request.routeOptions.url ?? request.url.split('?')[0]!.slice(0, maxLogged);
      request.log.error(
        { address },
        `a sign-in came to the wrong address and was held: in Envoy, give ${hookRoutes.signIn} for sign-ins`,
      );
      deps.unread.noteMisdirected(body, address);
      const { status, body: text } = reviewReply('bad_request');
      return reply.code(status).type('application/json; charset=utf-8').send(text);
    });
  },
  { name: 'held-elsewhere', dependencies: ['signed-body'] },
);
