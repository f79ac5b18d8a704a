import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A proxy to a server that can be cut silently: it then passes nothing on and closes no connection. */
export class Relay {
  readonly #server = createServer((near) => this.#accept(near));
  readonly #to: number;
  readonly #sockets = new Set<Socket>();
  #isCut = false;
  #onMended: (() => void)[] = [];
  #lastText: string | undefined;
  #onCut: () => void = () => {};

  private constructor(to: number) {
    this.#to = to;
  }

  static async start(to: number): Promise<Relay> {
    const relay = new Relay(to);
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.pause();
  }

  /** Cuts the connection right after this text has passed to the server. Resolves at the cut. */
  cutAfter(text: string): Promise<void> {
    this.#lastText = text;
    return new Promise((resolve) => (this.#onCut = resolve));
  }

  /** Ends the cut. Bytes that were sent meanwhile arrive now, as in a network. */
  mend(): void {
    this.#isCut = false;
    for (const socket of this.#sockets) socket.resume();
    for (const mended of this.#onMended.splice(0)) mended();
  }

  stop(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(near: Socket): void {
    this.#keep(near);
    const goOn = () => {
      const far = connect(this.#to, '127.0.0.1');
      this.#keep(far);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        from.on('data', (bytes: Buffer) => {
          to.write(bytes);
          if (this.#lastText === undefined || !bytes.includes(this.#lastText)) return;
          this.#lastText = undefined;
          this.cut();
          this.#onCut();
        });
        from.on('close', () => to.destroy());
      }
      if (near.destroyed) far.destroy();
    };
    if (this.#isCut) this.#onMended.push(goOn);
    else goOn();
  }

  #keep(socket: Socket): void {
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
    this.#sockets.add(socket);
    if (this.#isCut) socket.pause();
  }
}
