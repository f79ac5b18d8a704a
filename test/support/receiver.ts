import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Received {
  method: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
}

/** A real HTTP server that keeps all requests. */
export class Receiver extends EventEmitter<{ received: [Received] }> {
  readonly all: Received[] = [];
  /** Undefined: accepts the request and never answers. */
  answer: Answer | undefined = { status: 204 };
  readonly #server: Server = createServer((request, response) => {
    void text(request).then((body) => {
      const received = { method: request.method ?? '', headers: request.headers, body };
      this.all.push(received);
      if (this.answer) response.writeHead(this.answer.status, this.answer.headers).end();
      this.emit('received', received);
    });
  });

  /** Resolves with its address. */
  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  async next(): Promise<Received> {
    const [received] = (await once(this, 'received')) as [Received];
    return received;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
