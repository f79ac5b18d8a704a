import { within } from '#base/time';
import type { FrameSource } from '../../simulate/frames.ts';
import { KioskClient } from '../../simulate/kiosk-client.ts';
import { SharedCamera } from '../../simulate/shared-camera.ts';
import type { Instance } from './instance.ts';

const retryMs = 250;
const connectTimeoutMs = 3000;
const closeTimeoutMs = 1000;

interface Deps {
  instances: readonly Instance[];
  draw: () => number;
  /** Whether it has a socket to each instance; otherwise one to any of them, like a page of an earlier version. */
  hasAllSockets: boolean;
}

interface Listener {
  at: Instance | undefined;
  call: () => void;
}

/** A paired lobby screen beside an iPad. Each of its sockets reconnects by itself. */
export class SoakKiosk {
  readonly deviceId: string;
  readonly #token: string;
  readonly #deps: Deps;
  readonly #camera: SharedCamera | undefined;
  #frames: FrameSource = [];
  readonly #clients = new Map<Instance, KioskClient>();
  #looksAt: Instance | undefined;
  #isStopped = false;
  #onCapture: Listener[] = [];
  isBusy = false;

  constructor(deviceId: string, token: string, deps: Deps) {
    this.deviceId = deviceId;
    this.#token = token;
    this.#deps = deps;
    this.#camera = deps.hasAllSockets ? new SharedCamera() : undefined;
  }

  /** Number of instances that it should be connected to. */
  get wantedSockets(): number {
    return this.#deps.hasAllSockets ? this.#deps.instances.length : 1;
  }

  /** The instances that it is connected to. */
  get connectedTo(): readonly Instance[] {
    return [...this.#clients.keys()];
  }

  /** Retries until it is connected. @param first the instance to try first, if it has one socket */
  async connect(first?: Instance): Promise<void> {
    const { hasAllSockets, instances } = this.#deps;
    if (!hasAllSockets) return this.#stay(() => this.#any(), first);
    await Promise.all(instances.map((instance) => this.#stay(() => instance)));
  }

  /** Breaks the connection of the latest capture, like a dropped packet. It reconnects. */
  cut(): void {
    if (this.#looksAt) this.#clients.get(this.#looksAt)?.cut();
  }

  /** Breaks all connections, like a pulled cable. They reconnect. */
  cutAll(): void {
    for (const client of this.#clients.values()) client.cut();
  }

  show(frames: FrameSource): void {
    this.#frames = frames;
    for (const client of this.#clients.values()) client.show(frames);
  }

  /** Resolves when its next capture has begun. @param at only one of that instance */
  nextCapture(at?: Instance): Promise<void> {
    return new Promise((call) => this.#onCapture.push({ at, call }));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    const clients = [...this.#clients.values()];
    // An instance that does not answer must not delay the stop.
    const cut = setTimeout(() => clients.forEach((client) => client.cut()), closeTimeoutMs);
    await Promise.all(clients.map((client) => client.stop()));
    clearTimeout(cut);
  }

  #any(): Instance {
    const { instances, draw } = this.#deps;
    return instances[Math.floor(draw() * instances.length)]!;
  }

  async #stay(choose: () => Instance, first = choose()): Promise<void> {
    for (let next = first; !this.#isStopped; next = choose()) {
      if (await this.#tryAt(next, () => void this.#stay(choose))) return;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }

  async #tryAt(instance: Instance, onLost: () => void): Promise<boolean> {
    const client = new KioskClient({
      url: instance.lobbyUrl,
      token: this.#token,
      frames: this.#frames,
      reconnect: false,
      ...(this.#camera && { shared: this.#camera }),
    });
    client.on('capture', () => this.#looking(instance));
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
    this.#clients.set(instance, client);
    client.once('disconnected', () => {
      if (this.#clients.get(instance) !== client) return;
      this.#clients.delete(instance);
      if (!this.#isStopped) onLost();
    });
    return true;
  }

  #looking(instance: Instance): void {
    this.#looksAt = instance;
    const isFor = ({ at }: Listener) => at === undefined || at === instance;
    const told = this.#onCapture.filter(isFor);
    this.#onCapture = this.#onCapture.filter((listener) => !isFor(listener));
    for (const { call } of told) call();
  }
}
