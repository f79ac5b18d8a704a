import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { isFromThisMachine } from '../platform/caller.ts';
import { replaceFile } from '#base/files';
import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { CaptureEnding } from './capture.ts';
import type { KioskRegistry } from './kiosk-registry.ts';

const OperatorFile = Type.Object({ url: Type.String(), token: Type.String() });
export type OperatorFile = Static<typeof OperatorFile>;

/**
 * Lets the operator's commands call this service, with a token in a file that only they can read. The token is new
 * at each start.
 */
export class OperatorAccess {
  readonly #file: string;
  readonly #token = randomBytes(32).toString('hex');
  #isOpen = false;

  constructor(dataDir: string) {
    this.#file = fileIn(dataDir);
  }

  /** @param url the lobby listener's address for the commands */
  async open(url: string): Promise<void> {
    const content: OperatorFile = { url, token: this.#token };
    await replaceFile(this.#file, JSON.stringify(content));
    this.#isOpen = true;
  }

  async close(): Promise<void> {
    // A start that failed because the service is already running must not delete that service's file.
    if (this.#isOpen) await rm(this.#file, { force: true });
    this.#isOpen = false;
  }

  /** @param header `Authorization: Bearer TOKEN` */
  allows(header: string | undefined): boolean {
    return isBearer(header, this.#token);
  }
}

/** @param header `Authorization: Bearer TOKEN` */
export function isBearer(header: string | undefined, token: string): boolean {
  const [scheme, given = ''] = (header ?? '').split(' ');
  // Digests have equal lengths, so the comparison does not reveal the token's length.
  const isSame = timingSafeEqual(digest(given), digest(token));
  return isSame && scheme?.toLowerCase() === 'bearer';
}

/** Reads the running service's file; null when no service runs on this data folder. */
export async function readOperatorFile(dataDir: string): Promise<OperatorFile | null> {
  try {
    const content: unknown = JSON.parse(await readFile(fileIn(dataDir), 'utf8'));
    return Value.Check(OperatorFile, content) ? content : null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
}

function fileIn(dataDir: string): string {
  return path.join(dataDir, 'operator.json');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Admits callers on this machine with the token, and refuses browsers. */
async function admitOperator(
  operator: OperatorAccess,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  if (isFromThisMachine(request) && operator.allows(request.headers.authorization)) {
    request.server.keepConnection(request.raw.socket, reply.raw);
    return undefined;
  }
  request.log.warn('operator request refused');
  return reply.code(401).send({ error: 'not_the_operator', message: 'This is not for you.' });
}

export const testCapturePath = '/kiosk/test-capture';
export const connectedPath = '/kiosk/connected';

export const ConnectedKiosks = Type.Object({ ids: Type.Array(Type.String()) });
type ConnectedKiosks = Static<typeof ConnectedKiosks>;

const TestCaptureRequest = Type.Object({ kioskId: Type.String({ minLength: 1, maxLength: 64 }) });
type TestCaptureRequest = Static<typeof TestCaptureRequest>;

/** The result: how the capture ended, and when the first frame arrived. */
export interface TestCaptureAnswer {
  ending: CaptureEnding;
  frames: number;
  firstFrameMs: number | null;
}

const enoughFrames = 5;
const timeoutMs = 8000;

/**
 * Routes for the operator of this machine. `POST /kiosk/test-capture` turns a kiosk's camera on for a moment; frames
 * are counted but not analysed. `GET /kiosk/connected` lists the connected kiosks.
 */
export const operatorRoutes: FastifyPluginAsyncTypebox<{
  kioskRegistry: KioskRegistry;
  operator: OperatorAccess;
}> = async (app, { kioskRegistry, operator }) => {
  await app.register(rateLimit, { global: false });
  app.get(
    connectedPath,
    { preValidation: async (request, reply) => admitOperator(operator, request, reply) },
    (): ConnectedKiosks => ({
      ids: kioskRegistry.status().flatMap(({ id, connected }) => (connected ? [id] : [])),
    }),
  );
  app.post(
    testCapturePath,
    {
      schema: { body: TestCaptureRequest },
      config: { rateLimit: { max: 20, timeWindow: '1 minute' } },
      preValidation: async (request, reply) => admitOperator(operator, request, reply),
    },
    (request): Promise<TestCaptureAnswer> => testCapture(kioskRegistry, request.body.kioskId),
  );
};

/** Turns a kiosk's camera on for a moment; frames are counted but not analysed. */
export async function testCapture(
  kioskRegistry: KioskRegistry,
  kioskId: string,
): Promise<TestCaptureAnswer> {
  const started = performance.now();
  let seen = 0;
  let firstFrameMs: number | null = null;
  const { ending, frames } = await kioskRegistry.capture({
    locationId: null,
    deviceId: null,
    kioskId,
    visitor: null,
    deadline: started + timeoutMs,
    signal: AbortSignal.timeout(timeoutMs),
    onFrame: async () => {
      firstFrameMs ??= Math.round(performance.now() - started);
      seen++;
      return { guidance: 'look_here', progress: 0, done: seen >= enoughFrames };
    },
  });
  return { ending, frames, firstFrameMs };
}
