import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { type Caller, callerOf } from '../platform/caller.ts';
import { parseJson } from './fields.ts';
import { isSignature, signatureHeader, SignatureCheck } from './signature.ts';
import { doctorAgent, type EnvoyCalls } from './envoy-calls.ts';

/** Bodies grow with form answers and legal documents. What is longer is not kept. */
const maxKept = 1024 * 1024;
/** So much is read to see whether Envoy sent it; what is longer counts as not signed. */
const maxRead = 8 * maxKept;

/** What became of a body on its way in. */
class ReadBody {
  /** Null when it was longer than what is kept. */
  readonly bytes: Buffer | null;
  readonly isSigned: boolean;

  constructor(bytes: Buffer | null, isSigned: boolean) {
    this.bytes = bytes;
    this.isSigned = isSigned;
  }
}

const unsigned = new ReadBody(null, false);
/** A socket that is closed has no address any more. */
const callers = new WeakMap<FastifyRequest, Caller>();
const signedBytes = new WeakMap<FastifyRequest, Buffer>();
const parsed = new WeakMap<FastifyRequest, { json: unknown }>();

/**
 * For the whole listener: verifies every body over the bytes that arrived (a re-serialised body has
 * another signature) and refuses whatever Envoy did not sign, before anything else looks at it. Routes
 * with `config.open`, and addresses where nothing answers, are left to themselves. A signed body that
 * is too long to be kept is an error of status 413. Secrets may be added later.
 */
export const signedBody = fp<{
  secrets: readonly string[];
  calls: EnvoyCalls;
  /** Whether one of the secrets is Envoy's: without it, a refused call says nothing. */
  knowsEnvoy: () => boolean;
}>(
  async (app, { secrets, calls, knowsEnvoy }) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (request: FastifyRequest, payload: AsyncIterable<Buffer>) =>
      read(request, payload, secrets),
    );
    app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
      // What it is called changes nothing, and an invalid name would hide who sent it.
      delete request.raw.headers['content-type'];
      if (isOpen(request)) return undefined;
      callers.set(request, callerOf(request));
      if (isSignature(request.headers[signatureHeader])) return undefined;
      return app.refuseForged(request, reply);
    });
    app.addHook('preHandler', async (request: FastifyRequest, reply: FastifyReply) => {
      const body = request.body instanceof ReadBody ? request.body : empty(request, secrets);
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

function isDoctors({ headers }: FastifyRequest): boolean {
  return headers['user-agent'] === doctorAgent;
}

function isOpen(request: FastifyRequest): boolean {
  return request.is404 || request.routeOptions.config.open === true;
}

/** Whether Envoy signed the body, and it was kept. */
export function isSigned(request: FastifyRequest): boolean {
  return signedBytes.has(request);
}

/** The bytes that Envoy signed. Empty before they were verified. */
export function signedBytesOf(request: FastifyRequest): Buffer {
  return signedBytes.get(request) ?? Buffer.alloc(0);
}

/** What the signed body says, read once. Undefined when it is no JSON. */
export function signedJson(request: FastifyRequest): unknown {
  const known = parsed.get(request);
  if (known) return known.json;
  const json = parseJson(signedBytesOf(request));
  parsed.set(request, { json });
  return json;
}

/**
 * Stands for a body, kept or not. Its signature is a keyed hash; hashed once more it tells no one
 * what was in the body, and signs nothing.
 */
export function fingerprintOf({ headers }: FastifyRequest): string {
  const signature = String(headers[signatureHeader]);
  return createHash('sha256').update(signature).digest('hex').slice(0, 32);
}

/** A body that is torn off is not signed either. */
async function read(
  request: FastifyRequest,
  payload: AsyncIterable<Buffer>,
  secrets: readonly string[],
): Promise<ReadBody> {
  if (!isSignature(request.headers[signatureHeader])) return unsigned;
  if (Number(request.headers['content-length'] ?? 0) > maxRead) return unsigned;
  const check = new SignatureCheck(secrets);
  const kept: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of payload) {
      length += chunk.length;
      if (length > maxRead) return unsigned;
      check.update(chunk);
      if (length <= maxKept) kept.push(chunk);
      else kept.length = 0;
    }
  } catch {
    return unsigned;
  }
  const bytes = length <= maxKept ? Buffer.concat(kept) : null;
  return new ReadBody(bytes, check.matches(request.headers[signatureHeader]));
}

function empty(request: FastifyRequest, secrets: readonly string[]): ReadBody {
  const isSigned = new SignatureCheck(secrets).matches(request.headers[signatureHeader]);
  return new ReadBody(Buffer.alloc(0), isSigned);
}

/** Envoy signed it, and it is longer than what is kept. */
export class BodyTooLongError extends Error {
  readonly statusCode = 413;

  constructor() {
    super('The body is too long.');
    this.name = 'BodyTooLongError';
  }
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers every caller. */
    open?: boolean;
  }
}
