import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type, type Static } from 'typebox';
import { admitOperator, type OperatorAccess } from './operator-access.ts';
import type { CaptureEnding } from './capture.ts';
import type { Hub } from './hub.ts';

export const testCapturePath = '/kiosk/test-capture';

const TestCaptureRequest = Type.Object({ kioskId: Type.String({ minLength: 1, maxLength: 64 }) });
type TestCaptureRequest = Static<typeof TestCaptureRequest>;

/** The result: how the capture ended, and after how long the first frame was here. */
export interface TestCaptureAnswer {
  ending: CaptureEnding;
  frames: number;
  firstFrameMs: number | null;
}

const enoughFrames = 5;
const timeoutMs = 8000;

/**
 * `POST /kiosk/test-capture`: turns a lobby camera on for a moment, for the operator of this machine.
 * Frames are counted and not looked at.
 */
export const testCaptureRoute: FastifyPluginAsyncTypebox<{
  hub: Hub;
  operator: OperatorAccess;
}> = async (app, { hub, operator }) => {
  await app.register(rateLimit, { global: false });
  app.post(
    testCapturePath,
    {
      schema: { body: TestCaptureRequest },
      config: { rateLimit: { max: 20, timeWindow: '1 minute' } },
      preValidation: async (request, reply) => admitOperator(operator, request, reply),
    },
    (request): Promise<TestCaptureAnswer> => testCapture(hub, request.body.kioskId),
  );
};

/** Turns a lobby camera on for a moment; frames are counted and not looked at. */
export async function testCapture(hub: Hub, kioskId: string): Promise<TestCaptureAnswer> {
  const started = performance.now();
  let seen = 0;
  let firstFrameMs: number | null = null;
  const { ending, frames } = await hub.capture({
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
