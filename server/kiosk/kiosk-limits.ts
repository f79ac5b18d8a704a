import { decodeFrame, frameHeaderBytes, maxFrameBytes } from '../protocol/frames.ts';
import {
  type CaptureStart,
  KioskMessage,
  type KioskMessage as Message,
} from '../protocol/messages.ts';
import { Compile } from 'typebox/compile';
import { readJson } from '../platform/text.ts';

/** The frames that a kiosk is asked for: enough for a face, few enough for one worker process. */
export const frameLimits: CaptureStart['frames'] = {
  longestSide: 640,
  perSecond: 8,
  unanswered: 2,
};

/** What is taken: twice of what is asked for, so that no clock and no stutter of a kiosk matters. */
export const framesTaken = {
  perSecond: 2 * frameLimits.perSecond,
  atOnce: 10 * frameLimits.perSecond,
};

/** A capture takes two of them, and a camera that is plugged in one or two. */
export const controlMessagesTaken = { perSecond: 2, atOnce: 120 };

/** How long things take between the service and its kiosks. All in milliseconds. */
export interface KioskTimes {
  /** Between two pings; who did not answer the last one when the next is due counts as gone. */
  heartbeatMs: number;
  /** Between two signs of life while a capture runs: a visitor must not look into a dead screen. */
  captureBeatMs: number;
  /** How long a new connection has until it says `ready`. */
  readyTimeoutMs: number;
  /** How long a closing handshake may take before the connection is cut. */
  closeTimeoutMs: number;
  /** Between two looks into the store for kiosks that were paired or revoked there. */
  refreshMs: number;
  /** Between two notes in the store that a kiosk is still connected. */
  noteSeenMs: number;
  /** A capture with less time than this left is not begun: no one can be seen so quickly. */
  minimumCaptureMs: number;
  /** How long the screen shows the result when the queue is empty. */
  outcomeShowMs: number;
  /** The same when it asks the visitor to wait, unless someone comes sooner. */
  heldShowMs: number;
  /** From the arrival of a sign-in that is held without a capture until the screen shows it. */
  heldAfterMs: number;
  /** How long the next visitor in line leaves it on the screen. */
  outcomeHoldMs: number;
}

/** So many signs of life may be missing during a capture. */
export const beatsMissed = 3;

export const defaultKioskTimes: KioskTimes = {
  heartbeatMs: 5000,
  captureBeatMs: 800,
  readyTimeoutMs: 10_000,
  closeTimeoutMs: 1000,
  refreshMs: 2000,
  noteSeenMs: 60_000,
  minimumCaptureMs: 1000,
  outcomeShowMs: 5000,
  heldShowMs: 60_000,
  heldAfterMs: 600,
  outcomeHoldMs: 2000,
};

/** The names of sixteen cameras, in whatever script; every other message has some 100 bytes. */
const maxTextBytes = 16 * 1024;

const validator = Compile(KioskMessage);

export interface Frame {
  captureId: string;
  sequence: number;
  /** Shares the memory of the message that it came in. */
  jpeg: Uint8Array;
}

/** A kiosk's text message. @throws {BadMessageError} */
export function readKioskMessage(data: Buffer): Message {
  if (data.length > maxTextBytes) throw new BadMessageError(`message over ${maxTextBytes} bytes`);
  const message = readJson(data.toString());
  if (message === undefined) throw new BadMessageError('message is not JSON');
  if (!validator.Check(message)) throw new BadMessageError('message is not of the protocol');
  return message;
}

/** A kiosk's binary message. @throws {BadMessageError} */
export function readFrame(data: Buffer): Frame {
  if (data.length > frameHeaderBytes + maxFrameBytes) {
    throw new BadMessageError(`frame over ${maxFrameBytes} bytes`);
  }
  const frame = decodeFrame(data);
  if (!frame) throw new BadMessageError('frame without a picture');
  const [first, second, third] = frame.jpeg;
  if (first !== 0xff || second !== 0xd8 || third !== 0xff) {
    throw new BadMessageError('frame is not a JPEG');
  }
  return frame;
}

/** A kiosk broke the protocol. The message becomes the reason that its socket is closed with. */
export class BadMessageError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'BadMessageError';
  }
}
