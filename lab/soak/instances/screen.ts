import { EventEmitter, once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { FrameSource } from '../../simulate/frames.ts';
import { KioskClient } from '../../simulate/kiosk-client.ts';
import { SharedCamera } from '../../simulate/shared-camera.ts';
import type { Instance } from './instance.ts';

const closeTimeoutMs = 1000;

/** A paired lobby screen beside an iPad, with a socket to each of some instances. The sockets reconnect by themselves. */
export class SoakKiosk {
  readonly deviceId: string;
  readonly #clients = new Map<Instance, KioskClient>();
  readonly #connected = new Set<Instance>();
  #latest: KioskClient | undefined;
  readonly #captures = new EventEmitter().setMaxListeners(0);
  isBusy = false;

  constructor(deviceId: string, token: string, instances: readonly Instance[]) {
    this.deviceId = deviceId;
    const shared = new SharedCamera();
    for (const instance of instances) {
      const client = new KioskClient({ url: instance.lobbyUrl, token, frames: [], shared });
      this.#clients.set(instance, client);
      client.on('connected', () => this.#connected.add(instance));
      client.on('disconnected', () => this.#connected.delete(instance));
      client.on('capture', () => {
        this.#latest = client;
        for (const at of ['anywhere', instance.number]) this.#captures.emit(String(at));
      });
    }
  }

  get sockets(): number {
    return this.#clients.size;
  }

  get isConnected(): boolean {
    const isThere = (instance: Instance) => instance.isRunning && this.#connected.has(instance);
    return [...this.#clients.keys()].every(isThere);
  }

  async connect(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.start()));
  }

  /** Breaks the connection of the latest capture, like a dropped packet. */
  cut(): void {
    this.#latest?.cut();
  }

  /** Breaks all connections, like a pulled cable. */
  cutAll(): void {
    for (const client of this.#clients.values()) client.cut();
  }

  show(frames: FrameSource): void {
    for (const client of this.#clients.values()) client.show(frames);
  }

  /** Resolves when its next capture has begun. @param at only one of that instance */
  async nextCapture(at?: Instance): Promise<void> {
    await once(this.#captures, String(at?.number ?? 'anywhere'));
  }

  async stop(): Promise<void> {
    const stopped = [...this.#clients.values()].map((client) => client.stop());
    // An instance that does not answer must not delay the stop.
    await Promise.race([Promise.all(stopped), wait(closeTimeoutMs)]);
    this.cutAll();
  }
}
