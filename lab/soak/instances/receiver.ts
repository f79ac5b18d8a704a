import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Share of deliveries that fail. */
const failingShare = 0.04;

/** Receives the services' messages, and fails now and then as a chat server does. */
export class Receiver {
  readonly secret = `whsec_${randomBytes(32).toString('base64')}`;
  readonly #server: Server;
  /** Times of each acknowledged delivery, by the id of the message. */
  readonly delivered = new Map<string, number[]>();
  /** Deliveries that the receiver refused. */
  failures = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(draw: () => number): Promise<Receiver> {
    const server = createServer((request, response) => {
      const id = String(request.headers['webhook-id']).replace(/^msg_/, '');
      request.resume().once('end', () => {
        if (draw() < failingShare) {
          receiver.failures++;
          response.writeHead(503).end();
          return;
        }
        const times = receiver.delivered.get(id) ?? [];
        receiver.delivered.set(id, [...times, performance.now()]);
        response.writeHead(204).end();
      });
    });
    const receiver = new Receiver(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
