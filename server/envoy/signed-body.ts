import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { type Caller, callerOf } from '../platform/caller.ts';
import { parseJson, isSignature, signatureHeader, SignatureCheck } from '#envoy';
import { BodyTurns } from './body-turns.ts';
import { doctorAgent, type EnvoyCalls } from './envoy-calls.ts';
import type { Reason } from '../sign-in/reasons.ts';
import { reviewReply } from './replies.ts';

/** Bodies grow with form answers and legal documents. Longer bodies are not kept. */
const maxKept = 1024 * 1024;
/** This much is read to verify the signature. Nobody can tell who signed a longer body, so it is held. */
const maxRead = 8 * maxKept;
/** This much of each body is read at once. Envoy's calls are hardly ever longer. */
const shortBytes = 64 * 1024;

/** A body after reading. */
class ReadBody {
  /** Null when the body was too long to keep. */
  readonly bytes: Buffer | null;
  readonly isSigned: boolean;

  constructor(bytes: Buffer | null, isSigned: boolean) {
    this.bytes = bytes;
    this.isSigned = isSigned;
  }
}

const unsigned = new ReadBody(null, false);
/** Bodies that were not read to their end, and why the visitor is held: Envoy may have signed them. */
const unread = new ReadBody(null, false);
const endless = new ReadBody(null, false);
const heldFor = new Map<ReadBody, Reason>([
  [unread, 'timed_out'],
  [endless, 'bad_request'],
]);
/** Stored early, because a closed socket has no address. */
const callers = new WeakMap<FastifyRequest, Caller>();
const signedBytes = new WeakMap<FastifyRequest, Buffer>();
const parsed = new WeakMap<FastifyRequest, { json: unknown }>();

/**
 * Verifies every body over the bytes that arrived, because a re-serialised body has another signature. Refuses
 * everything that Envoy did not sign before any other handler runs. Skips routes with `config.open` and paths
 * without a route. A signed body that is too long to keep is an error with status 413. Secrets may be added
 * later.
 */
export const signedBody = fp<{
  secrets: readonly string[];
  calls: EnvoyCalls;
  /** Whether one of the secrets is Envoy's: without it, a refused call means nothing. */
  knowsEnvoy: () => boolean;
}>(
  async (app, { secrets, calls, knowsEnvoy }) => {
    const turns = new BodyTurns();
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (request: FastifyRequest, payload: Readable) =>
      read(request, payload, { secrets, turns }),
    );
    app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
      // The content type is not needed, and an invalid one would hide the sender.
      delete request.raw.headers['content-type'];
      if (isOpen(request)) return undefined;
      callers.set(request, callerOf(request));
      if (isSignature(request.headers[signatureHeader])) return undefined;
      return app.refuseForged(request, reply);
    });
    app.addHook('preHandler', async (request: FastifyRequest, reply: FastifyReply) => {
      const body = request.body instanceof ReadBody ? request.body : empty(request, secrets);
      const reason = heldFor.get(body);
      if (reason && !isOpen(request)) {
        await app.logUnverified(
          request,
          'long call held: its body was not kept, so nobody can tell who signed it',
        );
        return hold(reply, reason);
      }
      if (!body.isSigned) {
        if (isOpen(request)) return undefined;
        if (knowsEnvoy() && !isDoctors(request))
          calls.noteRefused(callers.get(request) ?? callerOf(request));
        return app.refuseForged(request, reply);
      }
      if (!isDoctors(request)) calls.noteAccepted();
      if (!body.bytes) throw new BodyTooLongError();
      signedBytes.set(request, body.bytes);
      app.keepConnection(request.raw.socket, reply.raw);
      return undefined;
    });
  },
  { name: 'signed-body', dependencies: ['forged-calls', 'connection-limit'] },
);

function hold(reply: FastifyReply, reason: Reason): FastifyReply {
  const { status, body } = reviewReply(reason);
  return reply.code(status).type('application/json; charset=utf-8').send(body);
}

function isDoctors({ headers }: FastifyRequest): boolean {
  return headers['user-agent'] === doctorAgent;
}

function isOpen(request: FastifyRequest): boolean {
  return request.is404 || request.routeOptions.config.open === true;
}

/** Whether Envoy signed the body and it was kept. */
export function isSigned(request: FastifyRequest): boolean {
  return signedBytes.has(request);
}

/** The bytes that Envoy signed. Empty before verification. */
export function signedBytesOf(request: FastifyRequest): Buffer {
  return signedBytes.get(request) ?? Buffer.alloc(0);
}

/** The signed body as JSON, parsed once. Undefined when it is not JSON. */
export function signedJson(request: FastifyRequest): unknown {
  const known = parsed.get(request);
  if (known) return known.json;
  const json = parseJson(signedBytesOf(request));
  parsed.set(request, { json });
  return json;
}

/** An incomplete body counts as unsigned. */
async function read(
  request: FastifyRequest,
  payload: Readable,
  { secrets, turns }: { secrets: readonly string[]; turns: BodyTurns },
): Promise<ReadBody> {
  if (!isSignature(request.headers[signatureHeader])) return unsigned;
  const check = new SignatureCheck(secrets);
  const kept: Buffer[] = [];
  let length = 0;
  let endTurn: (() => void) | null = null;
  try {
    // A caller that still sends may miss its answer, so also a body that is too long is read to its end.
    for await (const chunk of payload.iterator({ destroyOnReturn: false })) {
      length += (chunk as Buffer).length;
      if (length > shortBytes && !endTurn && !(endTurn = await turns.take())) return unread;
      if (length <= maxRead) check.update(chunk as Buffer);
      if (length <= maxKept) kept.push(chunk as Buffer);
      else kept.length = 0;
    }
  } catch {
    return unsigned;
  } finally {
    endTurn?.();
  }
  if (length > maxRead) return endless;
  const bytes = length <= maxKept ? Buffer.concat(kept) : null;
  return new ReadBody(bytes, check.matches(request.headers[signatureHeader]));
}

function empty(request: FastifyRequest, secrets: readonly string[]): ReadBody {
  const isSigned = new SignatureCheck(secrets).matches(request.headers[signatureHeader]);
  return new ReadBody(Buffer.alloc(0), isSigned);
}

/** Envoy signed a body that is too long to keep. */
export class BodyTooLongError extends Error {
  readonly statusCode = 413;

  constructor() {
    super('The body is too long.');
    this.name = 'BodyTooLongError';
  }
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route accepts unsigned calls. */
    open?: boolean;
  }
}
