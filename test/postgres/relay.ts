import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** The way to a server, which can be cut without a word: nothing is passed on then, and nothing closed. */
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

  /** Passes this on to the server when it is sent, and nothing after it. Resolves then. */
  cutAfter(text: string): Promise<void> {
    this.#lastText = text;
    return new Promise((resolve) => (this.#onCut = resolve));
  }

  /** What was sent meanwhile arrives now, as in a network. */
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
