import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Server, Socket } from 'node:net';
import type { Logger } from 'pino';

const lookEveryMs = 250;
/** A call that may have waited for this long counts as new. */
const toleratedMs = 1000 + lookEveryMs;
const sayAgainMs = 60_000;

/** Node's diagnostics channel for accepted connections. */
const acceptedConnections = 'net.server.socket';

/** The kernel queues so many connections at most, because Node asks for 511. */
const mostQueued = 512;

/**
 * Tells how old a call can be that is read now. A call waits in the kernel while this process is starting, stopped
 * or busy. It is then read as if it had just arrived, although its sender has been waiting.
 *
 * Each turn of the event loop reads all of its connections. It accepts at least one new connection while any wait, and
 * perhaps no more than one. So a turn that accepts none has read every call that arrived before the turn began. While
 * every turn accepts one, a connection has waited for as many others as the kernel queues, and no longer.
 */
export class LoopWatch {
  readonly #isHandedOver: boolean;
  readonly #log: Pick<Logger, 'warn'>;
  #accepted = 0;
  #server: Server | undefined;
  /** When the latest connections were accepted, in turn. */
  readonly #acceptedAt = new Float64Array(mostQueued + 1).fill(-Infinity);
  #nextAccept = 0;
  /** When each connection was accepted, and when it may have arrived. */
  readonly #connections = new WeakMap<Socket, { acceptedAt: number; earliest: number }>();
  /** Every call on a connection that was open before this moment is read. */
  #openReadUntil = -Infinity;
  #hasReadAll = false;
  /** Every call that arrived before this moment is read. No call waits before an own socket listens. */
  #readUntil: number;
  #isLooking = false;
  #saidAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #onRead = () => {};
  readonly #firstRead = new Promise<void>((resolve) => (this.#onRead = resolve));
  readonly #onAccepted = (message: unknown) => {
    this.#accepted++;
    const { socket } = message as { socket: Socket & { server?: Server } };
    // What waited in a handed socket before may be more than the kernel queues now.
    if (this.#hasReadAll && this.#server && socket.server === this.#server) this.#note(socket);
  };

  /** @param isHandedOver calls may have waited in the socket since before this process was there */
  constructor(isHandedOver: boolean, log: Pick<Logger, 'warn'>) {
    this.#isHandedOver = isHandedOver;
    this.#log = log;
    this.#readUntil = isHandedOver ? -Infinity : Infinity;
  }

  /** Begins to watch. Call it when the socket listens. @param server default: nothing is known of each connection */
  start(server?: Server): void {
    this.#server = server;
    subscribe(acceptedConnections, this.#onAccepted);
    if (!this.#isHandedOver) this.#noteRead(performance.now());
    this.#timer = setInterval(() => this.#look(), lookEveryMs).unref();
  }

  /**
   * When a call that is read now may have arrived, at the earliest; on the clock of `performance.now()`.
   * @param socket of the call; default: any
   */
  earliest(socket?: Socket): number {
    const now = performance.now();
    const readUntil = Math.max(this.#readUntil, this.#earliestOn(socket));
    const waitedMs = now - readUntil;
    if (waitedMs <= toleratedMs) return now;
    this.#say(waitedMs);
    return readUntil;
  }

  #earliestOn(socket: Socket | undefined): number {
    const connection = socket && this.#connections.get(socket);
    if (!connection) return -Infinity;
    const { acceptedAt, earliest } = connection;
    return acceptedAt < this.#openReadUntil ? this.#openReadUntil : earliest;
  }

  #note(socket: Socket): void {
    const place = this.#nextAccept++ % this.#acceptedAt.length;
    const earliest = this.#acceptedAt[place]!;
    const acceptedAt = performance.now();
    this.#acceptedAt[place] = acceptedAt;
    this.#connections.set(socket, { acceptedAt, earliest });
  }

  /** Waits until what had waited in a handed socket is read: until then a call of any age may come. */
  async untilRead(): Promise<void> {
    await this.#firstRead;
  }

  stop(): void {
    clearInterval(this.#timer);
    unsubscribe(acceptedConnections, this.#onAccepted);
    this.#timer = undefined;
    this.#onRead();
  }

  /** Runs in a timer, so the turn has not read yet. */
  #look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#lookAtTurn();
  }

  /** Watches the next turn, and the ones after it until one accepts no connection. */
  #lookAtTurn(): void {
    const begun = performance.now();
    const accepted = this.#accepted;
    // It runs after the loop has read. One that is set there runs a turn later.
    setImmediate(() => {
      this.#openReadUntil = begun;
      if (accepted !== this.#accepted && this.#timer) return this.#lookAtTurn();
      this.#isLooking = false;
      if (accepted === this.#accepted) this.#noteRead(begun);
    });
  }

  #noteRead(until: number): void {
    this.#hasReadAll = true;
    this.#readUntil = until;
    this.#onRead();
  }

  #say(waitedMs: number): void {
    const now = performance.now();
    if (now - this.#saidAt < sayAgainMs || !Number.isFinite(waitedMs)) return;
    this.#saidAt = now;
    this.#log.warn(
      { waitedMs: Math.round(waitedMs) },
      'event loop stalled: a sign-in may have waited unread for so long, and its deadline counts from then',
    );
  }
}
