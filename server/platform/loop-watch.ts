import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Logger } from 'pino';

const lookEveryMs = 250;
/** A call that may have waited for no longer counts as new. */
const toleratedMs = 1000 + lookEveryMs;
const sayAgainMs = 60_000;

/** Told of each connection that this process accepts. */
const acceptedConnections = 'net.server.socket';

/**
 * Knows how old a call can be that is read now. A call waits in the kernel while this process is started,
 * stopped or busy, and is read as if it came that moment, although its sender has been waiting.
 *
 * Each turn of the event loop reads what its connections have, and accepts new ones, perhaps one alone, while any
 * wait. So a turn that accepts none leaves nothing unread that came before it.
 */
export class LoopWatch {
  readonly #isHandedOver: boolean;
  readonly #log: Pick<Logger, 'warn'>;
  #accepted = 0;
  /** Everything that came before this moment is read. Nothing waits in an own socket that does not listen. */
  #readUntil: number;
  #isLooking = false;
  #saidAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #onRead = () => {};
  readonly #firstRead = new Promise<void>((resolve) => (this.#onRead = resolve));
  readonly #onAccepted = () => void this.#accepted++;

  /** @param isHandedOver calls may have waited in the socket since before this process was there */
  constructor(isHandedOver: boolean, log: Pick<Logger, 'warn'>) {
    this.#isHandedOver = isHandedOver;
    this.#log = log;
    this.#readUntil = isHandedOver ? -Infinity : Infinity;
  }

  /** The socket listens from now on. */
  start(): void {
    subscribe(acceptedConnections, this.#onAccepted);
    if (!this.#isHandedOver) this.#noteRead(performance.now());
    this.#timer = setInterval(() => this.#look(), lookEveryMs).unref();
  }

  /** When a call that is read now may have arrived, at the earliest; on the clock of `performance.now()`. */
  earliest(): number {
    const now = performance.now();
    const waitedMs = now - this.#readUntil;
    if (waitedMs <= toleratedMs) return now;
    this.#say(waitedMs);
    return this.#readUntil;
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

  /** By a timer, and so before the turn reads. */
  #look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#lookAtTurn();
  }

  /** Looks at the next reading of the loop, and again until one accepts nothing. */
  #lookAtTurn(): void {
    const begun = performance.now();
    const accepted = this.#accepted;
    // Runs after the loop has read. From there, the next one runs a turn later.
    setImmediate(() => {
      if (accepted !== this.#accepted && this.#timer) return this.#lookAtTurn();
      this.#isLooking = false;
      if (accepted === this.#accepted) this.#noteRead(begun);
    });
  }

  #noteRead(until: number): void {
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
