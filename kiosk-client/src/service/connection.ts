import {
  protocolVersion,
  type CameraTaker,
  type KioskMessage,
  type ServiceMessage,
} from '#server/protocol/messages.ts';
import { nextPageNumber } from '../device/browser.ts';
import { backOff, furtherWait, mostFurtherTries, type Closing } from './link.ts';
import { ServiceSocket } from './service-socket.ts';
import { fetchSession } from './session.ts';

export interface ServiceConnectionListener {
  onUnpaired(): void;
  /** @param from the instance that sent it */
  message(message: ServiceMessage, from: string, isLeading: boolean): void;
  /** One of several sockets is gone. */
  instanceLost(instance: string): void;
  /** No socket is left. After `lost`, the connection retries by itself; after the others it does not. */
  onClosed(closing: Closing): void;
}

/** The capture that has the camera. */
export interface CameraUse {
  from: string;
  by: Exclude<CameraTaker, 'nobody'>;
}

/** Number of remembered captures. Messages about earlier ones are not sent. */
const remembered = 8;

/**
 * The sockets to the service: one to each instance, all at the page's own address. Behind a balancer, each attempt
 * reaches some instance, so the page tries until it has one of each, and keeps what it has. The first socket leads.
 */
export class Connection {
  private readonly listener: ServiceConnectionListener;
  /** The sockets that were greeted; the first leads. */
  private sockets: ServiceSocket[] = [];
  private opening: ServiceSocket | null = null;
  private readonly captures = new Map<string, ServiceSocket>();
  private use: CameraUse | null = null;
  private page = 0;
  private n = 0;
  private failures = 0;
  /** Attempts in a row to reach a further instance. */
  private furtherTries = 0;
  private retryTimer = 0;
  /** Increased whenever earlier work must not continue. */
  private generation = 0;

  constructor(listener: ServiceConnectionListener) {
    this.listener = listener;
  }

  start(): void {
    this.stop();
    this.page = nextPageNumber();
    void this.attempt(this.generation);
  }

  stop(): void {
    this.generation++;
    window.clearTimeout(this.retryTimer);
    for (const socket of [...this.sockets, this.opening]) socket?.drop();
    this.sockets = [];
    this.opening = null;
    this.captures.clear();
  }

  /** Sends it to the instance of its capture, a camera's state to all, and the rest to the leading one. */
  send(message: KioskMessage, to?: string): void {
    if (message.type === 'camera_changed') {
      for (const socket of this.sockets) socket.send(message);
      return;
    }
    const socket =
      'captureId' in message
        ? this.captures.get(message.captureId)
        : this.sockets.find(({ instance }) => to === undefined || instance === to);
    socket?.send(this.asSentBy(socket, message));
  }

  sendFrame(captureId: string, frame: Uint8Array<ArrayBuffer>): void {
    this.captures.get(captureId)?.send(frame);
  }

  /** Tells the other instances who has the camera. */
  tellUse(use: CameraUse | null): void {
    this.use = use;
    for (const socket of this.sockets) {
      const by = this.takerFor(socket);
      if (!socket.knowsOthers || socket.told === by) continue;
      socket.told = by;
      socket.send({ type: 'camera_taken', by });
    }
  }

  private takerFor({ instance }: ServiceSocket): CameraTaker {
    return this.use === null || this.use.from === instance ? 'nobody' : this.use.by;
  }

  private asSentBy(socket: ServiceSocket, message: KioskMessage): KioskMessage {
    if (socket.knowsOthers) {
      if (message.type !== 'ready') return message;
      socket.told = this.takerFor(socket);
      return { ...message, socket: { page: this.page, n: socket.n }, taken: socket.told };
    }
    // A service of an earlier version does not wait for the camera.
    if (message.type !== 'capture_busy') return message;
    return { type: 'capture_failed', captureId: message.captureId, camera: 'in_use' };
  }

  private async attempt(generation: number): Promise<void> {
    if (this.sockets.length === 0) {
      const session = await fetchSession();
      if (generation !== this.generation) return;
      if (!session) return this.lose();
      if (!session.paired) return this.listener.onUnpaired();
    }
    const socket: ServiceSocket = new ServiceSocket(++this.n, {
      message: (message) => this.receive(socket, message),
      onClosed: (closing) => this.close(socket, closing),
    });
    this.opening = socket;
  }

  private receive(socket: ServiceSocket, message: ServiceMessage): void {
    if (message.type === 'hello') return this.greet(socket, message);
    if (!this.sockets.includes(socket)) return;
    if (message.type === 'instances') return this.instancesTold(socket, message.ids);
    if (message.type === 'leaving') return this.instanceLeaves(socket);
    if (message.type === 'capture_start') this.noteCapture(message.captureId, socket);
    this.tell(socket, message);
  }

  private greet(socket: ServiceSocket, hello: Extract<ServiceMessage, { type: 'hello' }>): void {
    if (socket !== this.opening) return;
    this.opening = null;
    const { instance = '', protocol } = hello;
    const isKnown = this.sockets.some((one) => one.instance === instance);
    const isOutdated = this.sockets.length > 0 && protocol !== protocolVersion;
    if (isKnown || isOutdated) {
      socket.drop();
      return this.reachFurther(this.furtherTries + 1);
    }
    socket.instance = instance;
    this.sockets.push(socket);
    this.failures = 0;
    this.tell(socket, hello);
    this.reachFurther(0);
  }

  private tell(socket: ServiceSocket, message: ServiceMessage): void {
    this.listener.message(message, socket.instance, socket === this.sockets[0]);
  }

  private instancesTold(socket: ServiceSocket, ids: readonly string[]): void {
    socket.instances = ids;
    this.reachFurther(0);
  }

  /** Another socket leads. When none is left, the page opens one before it loses this one. */
  private instanceLeaves(socket: ServiceSocket): void {
    socket.isLeaving = true;
    this.sockets = [...this.sockets.filter((one) => one !== socket), socket];
    if (!this.sockets.every(({ isLeaving }) => isLeaving)) return;
    this.furtherTries = 0;
    if (!this.opening) this.retryIn(0);
  }

  private noteCapture(captureId: string, socket: ServiceSocket): void {
    this.captures.set(captureId, socket);
    const [oldest] = this.captures.keys();
    if (this.captures.size > remembered && oldest !== undefined) this.captures.delete(oldest);
  }

  /** Tries again to have a socket to each instance. Each try without success waits longer. */
  private reachFurther(tries: number): void {
    this.furtherTries = tries;
    if (this.opening || this.sockets.length === 0) return;
    window.clearTimeout(this.retryTimer);
    const isMissing = (id: string) => !this.sockets.some(({ instance }) => instance === id);
    const instances = this.sockets[0]?.instances ?? [];
    if (tries < mostFurtherTries && instances.some(isMissing)) {
      this.retryIn(furtherWait(tries, Math.random));
    }
  }

  private close(socket: ServiceSocket, closing: Closing): void {
    const wasOpening = socket === this.opening;
    if (wasOpening) this.opening = null;
    this.sockets = this.sockets.filter((one) => one !== socket);
    const hasOthers = this.sockets.length > 0;
    // The page is reloaded when all instances are newer.
    if (closing !== 'lost' && !(closing === 'outdated' && hasOthers)) {
      this.stop();
      return this.listener.onClosed(closing);
    }
    if (!hasOthers) {
      // It may hang for longer than a sign-in waits for this screen.
      this.opening?.drop();
      this.opening = null;
      return this.lose();
    }
    if (!wasOpening) this.listener.instanceLost(socket.instance);
    this.reachFurther(wasOpening ? this.furtherTries + 1 : 0);
  }

  private lose(): void {
    this.retryIn(backOff(this.failures++, Math.random));
    this.listener.onClosed('lost');
  }

  private retryIn(milliseconds: number): void {
    const { generation } = this;
    window.clearTimeout(this.retryTimer);
    this.retryTimer = window.setTimeout(() => {
      if (generation === this.generation && !this.opening) void this.attempt(generation);
    }, milliseconds);
  }
}
