import { decodeFrame, type Frame, maxApartMs, maxFrameBytes } from '../protocol/frames.ts';
import {
  type CaptureStart,
  KioskMessage,
  type KioskMessage as Message,
} from '../protocol/messages.ts';
import { Compile } from 'typebox/compile';
import { readJson } from '#base/text';

/** Limits of the frames that a kiosk sends: enough for a face, few enough for one worker process. */
export const frameLimits: CaptureStart['frames'] = {
  longestSide: 640,
  perSecond: 8,
  unanswered: 2,
};

/** Accepted rate: twice the requested one, so that clock differences and stutters do no harm. */
export const framesTaken = {
  perSecond: 2 * frameLimits.perSecond,
  atOnce: 10 * frameLimits.perSecond,
};

/** A capture takes two control messages; plugging in a camera takes one or two. */
export const controlMessagesTaken = { perSecond: 2, atOnce: 120 };

/** Times between the service and its kiosks. All in milliseconds. */
export interface KioskTimes {
  /** Between two pings. A kiosk that has not answered the last ping by the next one is gone. */
  heartbeatMs: number;
  /** Between two heartbeats during a capture, so that a visitor never looks at a dead screen. */
  captureBeatMs: number;
  /** Time for a new connection to send `ready`. */
  readyTimeoutMs: number;
  /** Time for a closing handshake before the connection is cut. */
  closeTimeoutMs: number;
  /** Between two reads of the store for kiosks that were paired or revoked. */
  refreshMs: number;
  /** Between two writes to the store that a kiosk is still connected. */
  noteSeenMs: number;
  /** A capture with less time left does not begin, because nobody can be seen so quickly. */
  minimumCaptureMs: number;
  /** Time that the screen shows a result when the queue is empty. */
  outcomeShowMs: number;
  /** The same for a result that asks the visitor to wait, unless somebody comes sooner. */
  heldShowMs: number;
  /** From the arrival of a sign-in that is held without a capture until the screen shows the wait notice. */
  heldAfterMs: number;
  /** Time that a result stays on the screen when the next visitor is waiting. */
  outcomeHoldMs: number;
}

/** Number of heartbeats that may be missing during a capture. */
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

/** Enough for the names of sixteen cameras in any script; every other message has some 100 bytes. */
const maxTextBytes = 16 * 1024;

/** The answer of a wallet, with a portrait. */
const maxAnswerBytes = 1_500_000;

const validator = Compile(KioskMessage);

export type { Frame } from '../protocol/frames.ts';

/** Reads a kiosk's text message. @throws {BadMessageError} */
export function readKioskMessage(data: Buffer): Message {
  const isAnswer = data.subarray(0, 40).includes('"wallet_answer"');
  const most = isAnswer ? maxAnswerBytes : maxTextBytes;
  if (data.length > most) throw new BadMessageError(`message over ${most} bytes`);
  const message = readJson(data.toString());
  if (message === undefined) throw new BadMessageError('message is not JSON');
  if (!validator.Check(message)) throw new BadMessageError('message is not of the protocol');
  return message;
}

/** Reads a kiosk's binary message. @throws {BadMessageError} */
export function readFrame(data: Buffer): Frame {
  const frame = decodeFrame(data);
  if (!frame) throw new BadMessageError('frame without a picture');
  checkPicture(frame.jpeg);
  const { second } = frame;
  if (second) checkPicture(second.jpeg);
  return second && Math.abs(second.apartMs) > maxApartMs ? { ...frame, second: null } : frame;
}

function checkPicture(jpeg: Uint8Array): void {
  if (jpeg.length > maxFrameBytes) throw new BadMessageError(`frame over ${maxFrameBytes} bytes`);
  const [first, second, third] = jpeg;
  if (first !== 0xff || second !== 0xd8 || third !== 0xff) {
    throw new BadMessageError('frame is not a JPEG');
  }
}

/** A violation of the protocol by a kiosk. The message becomes the close reason of its socket. */
export class BadMessageError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'BadMessageError';
  }
}
