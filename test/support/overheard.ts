import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A connection to a service that keeps every byte from the service, in any protocol. */
export class Overheard {
  readonly #said: Buffer[] = [];
  readonly #ends = new Set<Socket>();
  readonly #server: Server = createServer((near) => this.#join(near));
  #to: URL | null = null;

  /** Resolves with the address of this end. */
  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** @param to the service */
  lead(to: string): void {
    this.#to = new URL(to);
  }

  /** All bytes that the service has sent so far. */
  said(): Buffer {
    return Buffer.concat(this.#said);
  }

  async stop(): Promise<void> {
    for (const end of this.#ends) end.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #join(near: Socket): void {
    const far = connect(Number(this.#to?.port), this.#to?.hostname);
    far.on('data', (bytes: Buffer) => this.#said.push(bytes));
    near.pipe(far).pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#ends.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#ends.delete(one);
        other.destroy();
      });
    }
  }
}
