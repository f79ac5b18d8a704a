import { within } from '../../../packages/timing/index.ts';
import type { FrameSource } from '../../simulate/frames.ts';
import { KioskClient } from '../../simulate/kiosk-client.ts';
import type { Instance } from './instance.ts';

const retryMs = 250;
const connectTimeoutMs = 3000;
const closeTimeoutMs = 1000;

/**
 * A paired lobby screen beside an iPad. It reconnects by itself to any instance that accepts it, like a browser with
 * one name for all addresses.
 */
export class SoakKiosk {
  readonly deviceId: string;
  readonly #token: string;
  readonly #instances: readonly Instance[];
  readonly #draw: () => number;
  #frames: FrameSource = [];
  #client: KioskClient | undefined;
  #at: Instance | undefined;
  #isStopped = false;
  #onCapture: (() => void)[] = [];
  isBusy = false;

  constructor(
    deviceId: string,
    token: string,
    { instances, draw }: { instances: readonly Instance[]; draw: () => number },
  ) {
    this.deviceId = deviceId;
    this.#token = token;
    this.#instances = instances;
    this.#draw = draw;
  }

  /** The instance that it is connected to. */
  get at(): Instance | undefined {
    return this.#at;
  }

  /** Retries until it is connected. @param first the instance to try first */
  async connect(first?: Instance): Promise<void> {
    let next = first;
    while (!this.#isStopped) {
      next ??= this.#instances[Math.floor(this.#draw() * this.#instances.length)]!;
      if (await this.#tryAt(next)) return;
      next = undefined;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }

  /** Closes its connection, which the instance notices at once, and connects to another instance. */
  async moveTo(instance: Instance): Promise<void> {
    await this.#letGo();
    await this.connect(instance);
  }

  /** Breaks the connection like a pulled cable. The screen reconnects. */
  cut(): void {
    this.#client?.cut();
  }

  show(frames: FrameSource): void {
    this.#frames = frames;
    this.#client?.show(frames);
  }

  /** Resolves when its next capture has begun. */
  nextCapture(): Promise<void> {
    return new Promise((resolve) => this.#onCapture.push(resolve));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#letGo();
  }

  async #letGo(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#at = undefined;
    // An instance that does not answer must not delay the stop.
    const cut = setTimeout(() => client?.cut(), closeTimeoutMs);
    await client?.stop();
    clearTimeout(cut);
  }

  async #tryAt(instance: Instance): Promise<boolean> {
    const client = new KioskClient({
      url: instance.lobbyUrl,
      token: this.#token,
      frames: this.#frames,
      reconnect: false,
    });
    client.on('capture', () => {
      for (const listener of this.#onCapture.splice(0)) listener();
    });
    const started = client.start().then(
      () => true,
      () => false,
    );
    const isThere = await within(connectTimeoutMs, started, false);
    if (!isThere || this.#isStopped) {
      client.cut();
      return false;
    }
    client.show(this.#frames);
    this.#client = client;
    this.#at = instance;
    client.once('disconnected', () => {
      if (this.#client !== client) return;
      this.#client = undefined;
      this.#at = undefined;
      if (!this.#isStopped) void this.connect();
    });
    return true;
  }
}
