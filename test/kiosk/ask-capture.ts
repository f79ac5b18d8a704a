import { EventEmitter, once } from 'node:events';
import type { CaptureEnd, CaptureRequest, FrameAnswer } from '#server/kiosk/capture.ts';
import type { KioskRegistry } from '#server/kiosk/kiosk-registry.ts';

export const notYet: FrameAnswer = { guidance: 'step_closer', progress: 0.5, done: false };
export const enough: FrameAnswer = { guidance: 'looking_good', progress: 1, done: true };

type Asked = Partial<CaptureRequest> & { withinMs?: number };

/** Asks for a capture and answers each frame with `onFrame`. Default: `notYet`. */
export function askCapture(kioskRegistry: KioskRegistry, asked: Asked = {}) {
  const seen: Uint8Array[] = [];
  const events = new EventEmitter<{ seen: [Uint8Array] }>();
  const { withinMs = 120_000, onFrame = () => Promise.resolve(notYet), ...rest } = asked;
  const ended: Promise<CaptureEnd> = kioskRegistry.capture({
    locationId: null,
    deviceId: null,
    visitor: null,
    deadline: performance.now() + withinMs,
    signal: new AbortController().signal,
    onFrame: (jpeg, attemptId, second) => {
      seen.push(jpeg);
      events.emit('seen', jpeg);
      return onFrame(jpeg, attemptId, second);
    },
    ...rest,
  });
  return { ended, seen, nextSeen: () => once(events, 'seen') };
}
