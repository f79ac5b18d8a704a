import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';
import { kioskCookie } from '#server/kiosk/pairing-routes.ts';
import { encodeFrame } from '#server/protocol/frames.ts';
import {
  protocolVersion,
  type KioskMessage,
  type Ready,
  type ServiceMessage,
} from '#server/protocol/messages.ts';

type OfType<T extends ServiceMessage['type']> = Extract<ServiceMessage, { type: T }>;

/** A kiosk's socket that sends exactly what a test says, and keeps the order of received messages. */
export class RawKiosk {
  readonly socket: WebSocket;
  /** Received messages that the test has not read yet. */
  readonly inbox: ServiceMessage[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  #arrived: () => void = () => {};

  constructor(url: string, token: string, options: ClientOptions = {}) {
    this.socket = new WebSocket(`${url.replace(/^http/, 'ws')}/kiosk/socket`, {
      origin: url,
      headers: { cookie: `${kioskCookie}=${token}` },
      ...options,
    });
    this.socket.on('error', () => {});
    this.socket.on('message', (data) => {
      this.inbox.push(JSON.parse((data as Buffer).toString()) as ServiceMessage);
      this.#arrived();
    });
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  /** Connects, receives the greeting, and reports itself ready. @param more what a page with several sockets says */
  static async ready(
    url: string,
    token: string,
    more: Pick<Ready, 'socket' | 'taken'> & Partial<Pick<Ready, 'camera'>> = {},
  ): Promise<RawKiosk> {
    const kiosk = new RawKiosk(url, token);
    await kiosk.next('hello');
    kiosk.send({ type: 'ready', protocol: protocolVersion, camera: 'ready', ...more });
    return kiosk;
  }

  /** Reads the next message of one of these types, and drops the messages before it. */
  async next<T extends ServiceMessage['type']>(...types: T[]): Promise<OfType<T>> {
    for (;;) {
      const message = this.inbox.shift();
      if (message && types.some((type) => type === message.type)) return message as OfType<T>;
      if (message) continue;
      const arrived = new Promise<void>((resolve) => (this.#arrived = resolve));
      const closed = this.closed.then(({ code, reason }) => {
        throw new Error(`closed with ${code} ${reason} while waiting for ${types.join(' or ')}`);
      });
      await Promise.race([arrived, closed]);
    }
  }

  send(message: KioskMessage | string | Uint8Array): void {
    const isRaw = typeof message === 'string' || message instanceof Uint8Array;
    this.socket.send(isRaw ? message : JSON.stringify(message));
  }

  frame(
    captureId: string,
    sequence: number,
    jpeg: Uint8Array = jpegLike(sequence),
    second: Uint8Array | null = null,
  ): void {
    this.send(encodeFrame(captureId, sequence, jpeg, second && { jpeg: second, apartMs: 0 }));
  }

  /** Waits for a capture and turns the camera on. */
  async startCapture(): Promise<string> {
    const { captureId } = await this.next('capture_start');
    this.send({ type: 'capture_started', captureId });
    return captureId;
  }
}

/** The status with which an upgrade is refused. */
export async function refusedStatus(
  url: string,
  options: ClientOptions & { token?: string },
): Promise<number> {
  const { token, ...rest } = options;
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/kiosk/socket`, {
    origin: url,
    ...rest,
    headers: { ...rest.headers, ...(token && { cookie: `${kioskCookie}=${token}` }) },
  });
  socket.on('error', () => {});
  const [, response] = (await once(socket, 'unexpected-response')) as [
    unknown,
    { statusCode: number; resume(): void },
  ];
  response.resume();
  return response.statusCode;
}

/** Bytes that begin like a JPEG, different for each number. The kiosk code checks no more than this beginning. */
export function jpegLike(number: number): Uint8Array {
  return Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, number >> 8, number & 255, 0xff, 0xd9]);
}
