import { setTimeout as pause } from 'node:timers/promises';
import { RawKiosk } from '../kiosk/raw-kiosk.ts';

/** Whom a simulated screen's camera sees. */
export type Seen = 'themselves' | 'somebody_else' | 'nobody';

/** Between two tries of a screen to connect. */
const comeBackMs = 20;

/** A lobby screen without a browser: it shows whomever it is told to, to the instance that it is connected to. */
export class Screen {
  /** Who is before the camera; with `no one`, the camera is on and no picture comes. */
  seen: Seen;
  captures = 0;
  readonly #token: string;
  #kiosk: RawKiosk | undefined;
  #started: () => void = () => {};
  #captureId = '';
  #isGone = false;

  constructor(token: string, seen: Seen = 'themselves') {
    this.#token = token;
    this.seen = seen;
  }

  /** Connects to a lobby listener; an earlier connection is cut first. */
  async connect(lobbyUrl: string): Promise<void> {
    this.cut();
    const kiosk = await RawKiosk.ready(lobbyUrl, this.#token);
    this.#kiosk = kiosk;
    // Until it is closed.
    void this.#serve(kiosk).catch(() => {});
  }

  /** Comes back whenever it is not connected any more, as the page does. Resolves when it is connected first. */
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

  /** Tries until it is connected: a proxy that has just started may refuse it. */
  async #comeBack(lobbyUrl: string): Promise<void> {
    let isConnected = false;
    while (!isConnected && !this.#isGone) {
      const connecting = this.connect(lobbyUrl).then(() => true);
      isConnected = await connecting.catch(() => pause(comeBackMs, false));
    }
  }

  /** Resolves when it is not connected any more. */
  async closed(): Promise<void> {
    await this.#kiosk?.closed;
  }

  cut(): void {
    this.#kiosk?.socket.terminate();
  }

  /** For good. */
  leave(): void {
    this.#isGone = true;
    this.cut();
  }

  /** Someone steps before the camera, which may be on. */
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
