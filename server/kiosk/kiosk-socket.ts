import { closeCodes, type Ready, type ServiceMessage } from '../protocol/messages.ts';
import type {
  KioskConnection,
  KioskConnectionListener,
  KioskGreeting,
} from './kiosk-connection.ts';

/** Of one kiosk. Its page opens one after the other. */
const mostOpening = 4;

export interface KioskSocketSettings {
  /** Every page is greeted with it. */
  greeting: KioskGreeting;
  /** Returns the ids of all instances that are alive. */
  instances: () => string[];
}

/** The socket of one kiosk to this instance: of those that were ready, the newest. */
export class KioskSocket {
  readonly #settings: KioskSocketSettings;
  readonly #listener: KioskConnectionListener;
  readonly #opening = new Set<KioskConnection>();
  #current: KioskConnection | undefined;
  #page = 0;

  constructor(settings: KioskSocketSettings, listener: KioskConnectionListener) {
    this.#settings = settings;
    this.#listener = listener;
  }

  get current(): KioskConnection | undefined {
    return this.#current;
  }

  /** The number of the latest page; a page of an earlier version counts from when it connected. */
  get page(): number {
    return this.#page;
  }

  attach(connection: KioskConnection, kioskName: string): void {
    this.#opening.add(connection);
    const [oldest] = this.#opening;
    if (this.#opening.size > mostOpening) oldest?.close(closeCodes.fault, 'too many sockets');
    connection.open(kioskName, this.#settings.greeting, {
      onReady: (ready) => this.#ready(connection, ready),
      onMessage: (message) => this.#listener.onMessage(message),
      onFrame: (frame) => this.#listener.onFrame(frame),
      onLost: (cause) => this.#lose(connection, cause),
    });
  }

  /** Tells the page which instances it can have a socket to. */
  tellInstances(): void {
    this.#tell({ type: 'instances', ids: this.#settings.instances() });
  }

  /** Tells the page that this instance is about to stop. */
  tellLeaving(): void {
    this.#tell({ type: 'leaving' });
  }

  close(code: number, reason: string): void {
    this.#current?.close(code, reason);
  }

  /** Closes also the sockets that are not ready. Resolves when all are gone. */
  async closeAll(code: number, reason: string): Promise<void> {
    const all = [...this.#opening, ...(this.#current ? [this.#current] : [])];
    for (const connection of all) connection.close(code, reason);
    await Promise.all(all.map((connection) => connection.waitForClose()));
  }

  /** A page of an earlier version does not know these messages. */
  #tell(message: Extract<ServiceMessage, { type: 'instances' | 'leaving' }>): void {
    if (this.#current?.number) this.#current.send(message);
  }

  /** A socket that was delayed on its way may be ready after a newer one of the same page. */
  #ready(connection: KioskConnection, ready: Ready): void {
    this.#opening.delete(connection);
    if (isNewer(this.#current, connection)) {
      return connection.close(closeCodes.replaced, 'the kiosk has connected again');
    }
    this.#current?.close(closeCodes.replaced, 'the kiosk connected again');
    this.#current = connection;
    this.#page = ready.socket?.page ?? Date.now();
    this.#listener.onReady(ready);
    this.tellInstances();
  }

  #lose(connection: KioskConnection, cause: string): void {
    this.#opening.delete(connection);
    if (this.#current !== connection) return;
    this.#current = undefined;
    this.#listener.onLost(cause);
  }
}

/**
 * Whether the first one is of a later page, or was opened later by the same page. A page of an earlier version numbers
 * no socket, and a number of the future orders no pages: then the later one counts.
 */
function isNewer(one: KioskConnection | undefined, other: KioskConnection): boolean {
  if (!one?.number || !other.number) return false;
  const [a, b] = [one.number, other.number];
  if (a.page === b.page) return a.n > b.n;
  return a.page > b.page && isPossiblePage(a.page);
}

/**
 * A page is numbered by the time at which it was opened. Somebody who has the token could send the largest number there is,
 * and no page of the screen would ever be newer.
 */
export function isPossiblePage(page: number): boolean {
  return page <= Date.now();
}
