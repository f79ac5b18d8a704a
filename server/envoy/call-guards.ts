import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import rateLimit from '@fastify/rate-limit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { deriveKey, isSameHash, keyedHash } from '../keys/keyed-hash.ts';
import { mayHoldSomebody, parseJson, recordOf, signatureHeader } from '#envoy';
import { type HookDeps } from './hook-deps.ts';
import { reviewReply } from './replies.ts';
import { isSigned, signedJson } from './signed-body.ts';

/** The paths that Envoy calls. A tunnel needs to let through nothing else. */
export const hookRoutes = {
  signIn: '/envoy/sign-in',
  setup: '/envoy/setup',
  events: '/envoy/events',
} as const;

const windowMs = 60_000;
/** Refused calls per source and window that get a 401; later ones get a 429. */
const refusedFromOne = 30;
const unknownSource = 'unknown';
const wrongSignature = 'The signature is missing or wrong.';
/** Calls per window, from all sources, that are refused or held unverified and logged one by one. */
const loggedFromAll = 60;

/**
 * Refuses calls that Envoy did not sign, and counts them per source: first 401, then 429. The source is the connected
 * address, because a caller behind a bare tunnel chooses its own headers. Behind a tunnel all calls come from one
 * address. So only unsigned calls are counted and limited, and a signed call is accepted after any number of forged
 * ones. The service's own calls, which test the tunnel, are refused without counting.
 *
 * Without Envoy's secret, any unsigned call may be a sign-in. A refusal might let the visitor in, so each call is held.
 */
export const forgedCalls = fp<{ ownCalls: OwnCalls; knowsEnvoy: () => boolean }>(
  async (app, { ownCalls, knowsEnvoy }) => {
    const sources = new WeakMap<FastifyRequest, string>();
    // A closed socket has no address, and an aborted call counts like any other.
    app.addHook('onRequest', async (request) => {
      sources.set(request, request.raw.socket.remoteAddress ?? unknownSource);
    });
    await app.register(rateLimit, { global: false, timeWindow: windowMs });
    const countOfSource = app.createRateLimit({
      max: refusedFromOne,
      keyGenerator: (request) => sources.get(request) ?? unknownSource,
    });
    const countOfAll = app.createRateLimit({ max: loggedFromAll, keyGenerator: () => 'all' });

    // Anybody can send such calls, and a log has no more room than its disk.
    app.decorate('logUnverified', async (request: FastifyRequest, message: string) => {
      const ofAll = await countOfAll(request);
      if (ofAll.isAllowed || ofAll.isExceeded) return;
      const signed = signatureHeader in request.headers;
      request.log.warn({ signed, loggedFurther: ofAll.remaining }, message);
    });
    app.decorate('refuseForged', async (request: FastifyRequest, reply: FastifyReply) => {
      if (ownCalls.isOwn(request.headers)) {
        return reply.code(401).send({ message: wrongSignature, seen: ownCalls.proof });
      }
      const ofSource = await countOfSource(request);
      await app.logUnverified(request, 'signature refused');
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
    /** Logs a call that nobody has verified, up to a limit for all of them. */
    logUnverified(request: FastifyRequest, message: string): Promise<void>;
    /** Answers a call without a valid signature. */
    refuseForged(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>;
  }
}

const header = 'vestibule-own-call';
const proofForm = /^[\w-]{43}$/;

/**
 * Recognises this process's own call that comes back through the tunnel, and the answer to it. Any other answer, with
 * whatever status, comes from another program. The call lets nobody in, because it is refused like every unsigned
 * call.
 */
export class OwnCalls {
  #token: Buffer = randomBytes(32);

  /** @param secret common to all instances, because a call from outside may reach any of them */
  shareBy(secret: string): void {
    this.#token = deriveKey(secret, 'own calls');
  }

  get headers(): Readonly<Record<string, string>> {
    return { [header]: this.#token.toString('base64url') };
  }

  /** The proof in the answer. */
  get proof(): string {
    return keyedHash(this.#token, 'seen').toString('base64url');
  }

  /** The claim of a call to be a service's own, which only that service can verify; null: it makes none. */
  static claimIn(headers: IncomingHttpHeaders): Readonly<Record<string, string>> | null {
    const claim = headers[header];
    return typeof claim === 'string' ? { [header]: claim } : null;
  }

  /** A service's answer to its own call, without anything else that another program may have put into it. */
  static answerIn(body: Buffer): string {
    const { seen } = recordOf(parseJson(body));
    const isProof = typeof seen === 'string' && proofForm.test(seen);
    return JSON.stringify({ message: wrongSignature, ...(isProof && { seen }) });
  }

  isOwn(headers: IncomingHttpHeaders): boolean {
    const given = Buffer.from(String(headers[header] ?? ''), 'base64url');
    return isSameHash(given, this.#token);
  }
}

const maxLogged = 100;

/**
 * Holds a sign-in that Envoy sends to a wrong address of this listener, even where a route answers. Envoy calls several
 * settings "URL", and a 200 would let the visitor in.
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
      deps.unread.note(body);
      const { status, body: text } = reviewReply('bad_request');
      return reply.code(status).type('application/json; charset=utf-8').send(text);
    });
  },
  { name: 'held-elsewhere', dependencies: ['signed-body'] },
);
