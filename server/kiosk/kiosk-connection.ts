import type { FastifyBaseLogger } from 'fastify';
import type { RawData, WebSocket } from 'ws';
import { keepAlive } from '../platform/keep-alive.ts';
import {
  closeCodes,
  protocolVersion,
  type KioskMessage,
  type Ready,
  type ServiceMessage,
  type SocketNumber,
} from '../protocol/messages.ts';
import {
  beatsMissed,
  controlMessagesTaken,
  framesTaken,
  type KioskTimes,
  BadMessageError,
  readFrame,
  readKioskMessage,
  type Frame,
} from './kiosk-limits.ts';

/** Receives the messages of a connection. A thrown `BadMessageError` closes the connection. */
export interface KioskConnectionListener {
  onReady(ready: Ready): void;
  onMessage(message: Exclude<KioskMessage, { type: 'ready' }>): void;
  onFrame(frame: Frame): void;
  /** Called once, as soon as the connection is unusable, whichever side ended it. */
  onLost(cause: string): void;
}

/** What every page is greeted with. */
export type KioskGreeting = Pick<Extract<ServiceMessage, { type: 'hello' }>, 'office' | 'instance'>;

/** One WebSocket of a paired kiosk: greeting, heartbeat, validation, and closing. */
export class KioskConnection {
  readonly #socket: WebSocket;
  readonly #times: KioskTimes;
  readonly #logger: FastifyBaseLogger;
  readonly #frames = new RateLimit('frames', framesTaken);
  readonly #messages = new RateLimit('messages', controlMessagesTaken);
  #listener: KioskConnectionListener | undefined;
  #ready = false;
  /** Null: the page is of a version that has one socket only. */
  #number: SocketNumber | null = null;
  #over = false;
  #stopPings = () => {};
  #quickBeat: NodeJS.Timeout | undefined;
  #timeout: NodeJS.Timeout | undefined;

  /** The origin of the page; a client without a browser may have none. */
  readonly origin: string | null;

  constructor(
    socket: WebSocket,
    times: KioskTimes,
    logger: FastifyBaseLogger,
    origin: string | null,
  ) {
    this.origin = origin;
    this.#socket = socket;
    this.#times = times;
    this.#logger = logger;
  }

  get ready(): boolean {
    return this.#ready && !this.#over;
  }

  get number(): SocketNumber | null {
    return this.#number;
  }

  /** Greets the kiosk. Must run in the same turn in which the socket opened, or messages are lost. */
  open(kioskName: string, greeting: KioskGreeting, listener: KioskConnectionListener): void {
    this.#listener = listener;
    this.#socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    this.#socket.on('error', (error) => this.#end(error.message));
    this.#socket.on('close', (code) => {
      this.#end(`closed by the kiosk with ${code}`);
      clearTimeout(this.#timeout);
    });
    this.#stopPings = keepAlive(this.#socket, {
      everyMs: this.#times.heartbeatMs,
      onPing: () => this.#showLife(),
      onSilent: () => this.#end('no answer to the heartbeat'),
    });
    this.#timeout = setTimeout(
      () => this.close(closeCodes.badMessage, 'not ready in time'),
      this.#times.readyTimeoutMs,
    );
    this.send({
      type: 'hello',
      protocol: protocolVersion,
      kiosk: { name: kioskName },
      ...greeting,
      heartbeatSeconds: this.#times.heartbeatMs / 1000,
    });
  }

  /** Sends frequent heartbeats until `isQuick` is false. @returns the longest silence, in milliseconds */
  beatQuickly(isQuick: boolean): number {
    clearInterval(this.#quickBeat);
    const { captureBeatMs } = this.#times;
    if (isQuick) this.#quickBeat = setInterval(() => this.#showLife(), captureBeatMs);
    return beatsMissed * captureBeatMs;
  }

  send(message: ServiceMessage): void {
    if (!this.#over) this.#socket.send(JSON.stringify(message));
  }

  /** @param reason at most 123 bytes; the kiosk logs it */
  close(code: number, reason: string): void {
    if (this.#over) return;
    this.#socket.close(code, reason);
    this.#end(`${reason} (${code})`);
  }

  /** Resolves when the socket is gone for good. */
  async waitForClose(): Promise<void> {
    if (this.#socket.readyState === this.#socket.CLOSED) return;
    await new Promise<void>((resolve) => this.#socket.once('close', () => resolve()));
  }

  #receive(data: RawData, isBinary: boolean): void {
    // Messages still arrive between the service's closing frame and the kiosk's.
    if (this.#over || !Buffer.isBuffer(data)) return;
    try {
      if (isBinary) {
        this.#receiveFrame(data);
      } else {
        this.#messages.count();
        this.#receiveMessage(readKioskMessage(data));
      }
    } catch (error) {
      if (error instanceof BadMessageError) {
        this.close(closeCodes.badMessage, error.message);
      } else {
        // Rethrowing would end the process, and with it every held sign-in.
        this.#logger.error({ err: error }, 'a message of a kiosk could not be handled');
        this.close(closeCodes.fault, 'internal error');
      }
    }
  }

  #receiveFrame(data: Buffer): void {
    if (!this.#ready) throw new BadMessageError('frame before ready');
    this.#frames.count();
    this.#listener?.onFrame(readFrame(data));
  }

  #receiveMessage(message: KioskMessage): void {
    if (message.type !== 'ready') {
      if (!this.#ready) throw new BadMessageError(`${message.type} before ready`);
      this.#listener?.onMessage(message);
      return;
    }
    if (this.#ready) throw new BadMessageError('ready twice');
    if (message.protocol !== protocolVersion) {
      this.close(closeCodes.outdated, `the service speaks protocol ${protocolVersion}`);
      return;
    }
    clearTimeout(this.#timeout);
    this.#ready = true;
    this.#number = message.socket ?? null;
    this.#listener?.onReady(message);
  }

  /** Sends a heartbeat, because a page cannot see WebSocket pings. */
  #showLife(): void {
    this.send({ type: 'heartbeat' });
  }

  #end(cause: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#stopPings();
    clearInterval(this.#quickBeat);
    clearTimeout(this.#timeout);
    this.#timeout = setTimeout(() => this.#socket.terminate(), this.#times.closeTimeoutMs);
    this.#listener?.onLost(cause);
  }
}

interface Rate {
  perSecond: number;
  /** How many messages may arrive at once after a silence. */
  atOnce: number;
}

/** Limits the rate of a kind of message, with bursts (a leaky bucket). */
export class RateLimit {
  readonly #what: string;
  readonly #rate: Rate;
  readonly #now: () => number;
  #left: number;
  #at: number;

  /** @param now milliseconds of a clock that does not jump */
  constructor(what: string, rate: Rate, now: () => number = () => performance.now()) {
    this.#what = what;
    this.#rate = rate;
    this.#now = now;
    this.#left = rate.atOnce;
    this.#at = now();
  }

  /** Counts one message. @throws {BadMessageError} when it exceeds the limit */
  count(): void {
    const { perSecond, atOnce } = this.#rate;
    const now = this.#now();
    this.#left = Math.min(atOnce, this.#left + ((now - this.#at) * perSecond) / 1000);
    this.#at = now;
    if (this.#left < 1) throw new BadMessageError(`too many ${this.#what}`);
    this.#left--;
  }
}
