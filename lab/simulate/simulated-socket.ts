import { once } from 'node:events';
import { WebSocket } from 'ws';
import { kioskCookie } from '#server/kiosk/pairing-routes.ts';
import { closeCodes } from '#server/protocol/messages.ts';

export interface KioskConnectionDeps {
  /** The lobby listener, for example `http://127.0.0.1:8788`. */
  url: string;
  /** Whether to reconnect after a lost connection. */
  reconnect: boolean;
  onMessage: (text: string | null) => void;
  /** @param wasOpen whether the socket had opened */
  onClosed: (code: number, reason: string, wasOpen: boolean) => void;
  /** The service rejects this kiosk for good. */
  onSentAway: (why: string) => void;
}

/** Why a kiosk does not reconnect by itself. */
const finalCodes: Readonly<Record<number, string>> = {
  [closeCodes.revoked]: 'The pairing of this kiosk was revoked. Pair it with a new code.',
  [closeCodes.replaced]: 'The same kiosk is connected from elsewhere now.',
  [closeCodes.outdated]:
    'The service speaks another protocol. Use the simulator that it came with.',
};
const firstRetryMs = 100;
const lastRetryMs = 1500;

const refused = 'The service does not know this kiosk (any more). Pair it with a new code.';

/** The socket of a simulated kiosk, which comes back when it is lost. */
export class SimulatedSocket {
  readonly #deps: KioskConnectionDeps;
  #token = '';
  #socket: WebSocket | undefined;
  #silence: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #retryMs = firstRetryMs;
  #silenceMs = 0;
  #stopped = false;

  constructor(deps: KioskConnectionDeps) {
    this.#deps = deps;
  }

  /** Resolves when the socket is open; rejects when the service refuses the kiosk. */
  async open(token: string): Promise<void> {
    this.#token = token;
    await this.#connect();
  }

  /** The service greeted the kiosk: from now on a lost connection comes back. */
  greet(heartbeatSeconds: number): void {
    this.#silenceMs = 2000 * heartbeatSeconds;
    this.#retryMs = firstRetryMs;
  }

  send(data: string | Uint8Array): void {
    this.#socket?.send(data);
  }

  /** Ends the connection because of a message that is not of the protocol. */
  reject(): void {
    this.#socket?.close(closeCodes.badMessage, 'message is not of the protocol');
  }

  /** Cuts the connection, like a pulled network cable. */
  cut(): void {
    this.#socket?.terminate();
  }

  async close(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retry);
    const socket = this.#socket;
    if (!socket || socket.readyState === socket.CLOSED) return;
    // One that still connects ends with an error, which `once` of node:events would throw.
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.close(1000);
    await closed;
  }

  async #connect(): Promise<void> {
    const { origin } = new URL(this.#deps.url);
    const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/kiosk/socket`, {
      headers: { cookie: `${kioskCookie}=${this.#token}` },
      origin,
    });
    this.#socket = socket;
    socket.on('message', (data: Buffer, isBinary) => {
      this.#deps.onMessage(isBinary ? null : data.toString());
      clearTimeout(this.#silence);
      this.#silence = setTimeout(() => socket.terminate(), this.#silenceMs);
    });
    let opened = false;
    socket.on('close', (code, reason) => {
      clearTimeout(this.#silence);
      this.#deps.onClosed(code, reason.toString(), opened);
      this.#comeBackAfter(code);
    });
    try {
      await once(socket, 'open');
      opened = true;
    } catch (error) {
      throw isRefusal(error) ? new Error(refused) : error;
    }
    // A later error is followed by `close`, which handles it.
    socket.on('error', () => {});
  }

  #comeBackAfter(code: number): void {
    const final = finalCodes[code];
    if (final) this.#deps.onSentAway(final);
    // Before the first greeting, the start fails instead.
    if (this.#stopped || !this.#deps.reconnect || final || this.#silenceMs === 0) return;
    this.#retry = setTimeout(() => void this.#reconnect(), this.#retryMs);
    this.#retryMs = Math.min(2 * this.#retryMs, lastRetryMs);
  }

  async #reconnect(): Promise<void> {
    try {
      await this.#connect();
    } catch (error) {
      // Any other error is followed by `close`, which starts the next try.
      if (!(error instanceof Error && error.message === refused)) return;
      this.#stopped = true;
      clearTimeout(this.#retry);
      this.#deps.onSentAway(refused);
    }
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.message.endsWith(' 401');
}
