import { setTimeout as pause } from 'node:timers/promises';
import { RawKiosk } from '../kiosk/raw-kiosk.ts';

/** The person in view of a simulated screen's camera. */
export type PersonInView = 'themselves' | 'somebody_else' | 'nobody';

/** Milliseconds between two attempts of a screen to connect. */
const comeBackMs = 20;

/** A lobby screen without a browser, which sends pictures of `seen` to the instance that it is connected to. */
export class SimulatedScreen {
  /** The person in front of the camera. With `nobody`, the camera is on but sends no picture. */
  seen: PersonInView;
  captures = 0;
  readonly #token: string;
  readonly #page: number | null;
  #n = 0;
  #kiosk: RawKiosk | undefined;
  #started: () => void = () => {};
  #captureId = '';
  #isGone = false;

  /** @param page the number of a page that has further sockets; null: a page of an earlier version */
  constructor(token: string, seen: PersonInView = 'themselves', page: number | null = null) {
    this.#token = token;
    this.seen = seen;
    this.#page = page;
  }

  /** Another socket of the same page, or of another page of the same kiosk. */
  sibling(page = this.#page): SimulatedScreen {
    return new SimulatedScreen(this.#token, this.seen, page);
  }

  /** Connects to a lobby listener, after cutting an earlier connection. */
  async connect(lobbyUrl: string): Promise<void> {
    this.cut();
    const socket = this.#page === null ? null : { page: this.#page, n: ++this.#n };
    const kiosk = await RawKiosk.ready(lobbyUrl, this.#token, { ...(socket && { socket }) });
    this.#kiosk = kiosk;
    // Runs until the socket is closed.
    void this.#serve(kiosk).catch(() => {});
  }

  /** Connects, and reconnects after each loss, as the page does. Resolves at the first connection. */
  async stay(lobbyUrl: string): Promise<void> {
    await this.#comeBack(lobbyUrl);
    void this.#remain(lobbyUrl);
  }

  async #remain(lobbyUrl: string): Promise<void> {
    while (!this.#isGone) {
      await this.closed();
      await this.#comeBack(lobbyUrl);
    }
  }

  /** Tries until connected, because a proxy that has just started may refuse the connection. */
  async #comeBack(lobbyUrl: string): Promise<void> {
    let isConnected = false;
    while (!isConnected && !this.#isGone) {
      const connecting = this.connect(lobbyUrl).then(() => true);
      isConnected = await connecting.catch(() => pause(comeBackMs, false));
    }
  }

  /** Resolves when the connection is closed. */
  async closed(): Promise<void> {
    await this.#kiosk?.closed;
  }

  cut(): void {
    this.#kiosk?.socket.terminate();
  }

  /** Disconnects for good. */
  leave(): void {
    this.#isGone = true;
    this.cut();
  }

  /** Puts a person in front of the camera, which may be on. */
  show(seen: 'themselves' | 'somebody_else'): void {
    this.seen = seen;
    this.#send();
  }

  /** Resolves when the next capture has begun. */
  nextCapture(): Promise<void> {
    return new Promise((resolve) => (this.#started = resolve));
  }

  async #serve(kiosk: RawKiosk): Promise<never> {
    for (;;) {
      this.#captureId = await kiosk.startCapture();
      this.captures++;
      this.#started();
      if (this.seen !== 'nobody') this.#send();
    }
  }

  #send(): void {
    const who = this.seen === 'themselves' ? 1 : 2;
    const number = this.captures;
    const jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, who, number >> 8, number & 255, 0xff, 0xd9];
    this.#kiosk?.frame(this.#captureId, 1, Uint8Array.from(jpeg));
  }
}
