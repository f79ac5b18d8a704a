import { Compile } from 'typebox/compile';
import {
  decodeFrame,
  frameHeaderBytes,
  KioskMessage,
  maxFrameBytes,
  type KioskMessage as Message,
} from '../protocol/messages.ts';

/** The names of sixteen cameras, in whatever script; every other message has some 100 bytes. */
const maxTextBytes = 16 * 1024;

const validator = Compile(KioskMessage);

export interface Frame {
  captureId: string;
  sequence: number;
  /** Shares the memory of the message that it came in. */
  jpeg: Uint8Array;
}

/** A kiosk's text message. @throws {BadMessage} */
export function readMessage(data: Buffer): Message {
  if (data.length > maxTextBytes) throw new BadMessage(`message over ${maxTextBytes} bytes`);
  let message: unknown;
  try {
    message = JSON.parse(data.toString());
  } catch {
    throw new BadMessage('message is not JSON');
  }
  if (!validator.Check(message)) throw new BadMessage('message is none of the protocol');
  return message;
}

/** A kiosk's binary message. @throws {BadMessage} */
export function readFrame(data: Buffer): Frame {
  if (data.length > frameHeaderBytes + maxFrameBytes) {
    throw new BadMessage(`frame over ${maxFrameBytes} bytes`);
  }
  const frame = decodeFrame(data);
  if (!frame) throw new BadMessage('frame without a picture');
  const [first, second, third] = frame.jpeg;
  if (first !== 0xff || second !== 0xd8 || third !== 0xff) {
    throw new BadMessage('frame is not a JPEG');
  }
  return frame;
}

/** A kiosk broke the protocol. The message becomes the reason that its socket is closed with. */
export class BadMessage extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'BadMessage';
  }
}
