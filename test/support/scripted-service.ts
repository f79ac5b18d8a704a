import fastifyHelmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import fastifyWebsocket from '@fastify/websocket';
import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import path from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { Value } from 'typebox/value';
import type { WebSocket } from 'ws';
import { projectRoot } from '#server/config/environment.ts';
import { decodeFrame } from '#server/protocol/frames.ts';
import {
  KioskMessage,
  protocolVersion,
  type CaptureStart,
  type ServiceMessage,
} from '#server/protocol/messages.ts';
import type { PairingRefusal, Session } from '#server/protocol/pairing-messages.ts';

/** A service that a test plays by hand, to put the kiosk page into any state. It decides nothing itself. */
export class ScriptedService {
  /** The answer of `GET /kiosk/session`, and whether a code is accepted. */
  paired = true;
  /** The answer to the next codes, instead of pairing. */
  refusal: PairingRefusal['error'] | null = null;
  /** The latest socket of the page. */
  socket: WebSocket | null = null;
  /** Every socket of the page, in the order in which they opened. */
  readonly sockets: WebSocket[] = [];
  /**
   * The ids of the instances that greet the page's next sockets. Without one, as a service of an earlier version; null:
   * it hangs.
   */
  instances: (string | null)[] = [];
  /** Of the latest capture. */
  lastCaptureId = '';
  /** The first message to a page that connects. */
  greeting: Extract<ServiceMessage, { type: 'hello' }> = {
    type: 'hello',
    protocol: protocolVersion,
    kiosk: { name: 'Main lobby' },
    heartbeatSeconds: 60,
  };
  /** Number of page loads. */
  visits = 0;
  /**
   * Emits `message` for each message of the page with the number of its socket, `frame` for each JPEG, and `closed`
   * with a code and a reason, and `opened` for each socket.
   */
  readonly events = new EventEmitter<{
    message: [KioskMessage, number];
    frame: [{ captureId: string; sequence: number; jpeg: Uint8Array }];
    closed: [number, string];
    opened: [];
  }>();
  private app: FastifyInstance | null = null;

  /** Resolves with the page's address. */
  async start(): Promise<string> {
    const app = Fastify();
    this.app = app;
    await app.register(fastifyHelmet, {
      contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'self'"] } },
      strictTransportSecurity: false,
    });
    await app.register(fastifyWebsocket);
    await app.register(fastifyStatic, { root: path.join(projectRoot, 'kiosk-client/dist') });
    app.addHook('onRequest', async ({ url }) => {
      if (url === '/' || url.startsWith('/?')) this.visits++;
    });
    app.get('/kiosk/session', () => this.session());
    app.post('/kiosk/pair', (_, reply) => {
      if (this.refusal) {
        const refusal: PairingRefusal = { error: this.refusal, message: 'Refused.' };
        return reply.code(403).send(refusal);
      }
      this.paired = true;
      return reply.send(this.session());
    });
    app.get('/kiosk/socket', { websocket: true }, (socket) => this.attach(socket));
    return app.listen({ host: '127.0.0.1', port: 0 });
  }

  async stop(): Promise<void> {
    this.socket?.terminate();
    await this.app?.close();
  }

  /** @param at the number of the socket; default: the latest */
  send(message: ServiceMessage, at = this.sockets.length - 1): void {
    this.sockets[at]?.send(JSON.stringify(message));
  }

  /** Resolves with the page's next message of this type. */
  async next<T extends KioskMessage['type']>(type: T): Promise<Extract<KioskMessage, { type: T }>> {
    // A listener that stays, because two messages may come in one turn.
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        this.events.off('message', hear);
      };
      const hear = (message: KioskMessage) => {
        if (message.type !== type) return;
        end();
        resolve(message as Extract<KioskMessage, { type: T }>);
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`The page has sent no ${type} for two minutes.`));
      }, 120_000).unref();
      this.events.on('message', hear);
    });
  }

  /** Starts a capture and returns its id. @param at the number of the socket; default: the latest */
  startCapture(wishes: Partial<CaptureStart> = {}, at?: number): string {
    const captureId = randomBytes(16).toString('hex');
    this.lastCaptureId = captureId;
    const start: CaptureStart = {
      type: 'capture_start',
      captureId,
      purpose: 'sign_in',
      visitor: 'Ada',
      askFirst: false,
      asksToMove: false,
      deadlineMs: 20_000,
      frames: { longestSide: 640, perSecond: 8, unanswered: 2 },
      ...wishes,
    };
    this.send(start, at);
    return captureId;
  }

  private session(): Session {
    return this.paired ? { paired: true, kiosk: { name: 'Main lobby' } } : { paired: false };
  }

  private attach(socket: WebSocket): void {
    this.socket = socket;
    const number = this.sockets.push(socket) - 1;
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) {
        const frame = decodeFrame(data);
        if (frame) this.events.emit('frame', frame);
      } else {
        const message: unknown = JSON.parse(data.toString());
        if (Value.Check(KioskMessage, message)) this.events.emit('message', message, number);
      }
    });
    socket.on('close', (code, reason) => this.events.emit('closed', code, reason.toString()));
    this.events.emit('opened');
    const instance = this.instances.shift();
    if (instance === null) return;
    this.send({ ...this.greeting, ...(instance !== undefined && { instance }) });
  }
}
