import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** A connection between a browser and a service that tests can cut and restore. */
export class Wire {
  private readonly ends = new Set<Socket>();
  private readonly server: Server = createServer((near) => this.join(near));
  private port: number | null = null;

  /** Resolves with the address of the browser's end. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** @param port of the service on this machine. */
  mend(port: number): void {
    this.port = port;
  }

  cut(): void {
    this.port = null;
    for (const end of this.ends) end.destroy();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private join(near: Socket): void {
    if (this.port === null) {
      near.destroy();
      return;
    }
    const far = connect(this.port, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.ends.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.ends.delete(one);
        other.destroy();
      });
    }
  }
}
