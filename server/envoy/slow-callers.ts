import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** For a request to arrive whole. The held time has not begun at our side. */
const requestTimeout = 10_000;
/** For its headers. Node looks for slow callers each half minute by default. */
const http = { headersTimeout: 5000, connectionsCheckingInterval: 1000 };

/**
 * Cuts off callers that send slowly, and answers those that the service read slowly. Node judges by the clock alone: after
 * the machine was too busy for some seconds, it cuts off calls that wait unread in their sockets.
 */
export class SlowCallers {
  readonly #latest = new WeakMap<Socket, IncomingMessage>();

  /** For the listener, as it is made. */
  get options() {
    const clientErrorHandler = (error: NodeJS.ErrnoException, socket: Socket) => {
      if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
        this.#unlessWhole(socket, () => cutOff(socket, tooSlow));
      } else cutOff(socket, error.code === 'HPE_HEADER_OVERFLOW' ? headersTooLong : unreadable);
    };
    return { requestTimeout, http, clientErrorHandler };
  }

  /** Before the listener has any other hook. */
  watch(app: FastifyInstance): void {
    app.addHook('onRequest', (request, _reply, done) => {
      this.#latest.set(request.raw.socket, request.raw);
      done();
    });
    // Of connections that carry no call and are kept open for the next one.
    app.server.on('timeout', (socket: Socket) => {
      this.#unlessWhole(socket, () => socket.destroy());
    });
  }

  /** Sockets are read before `setImmediate` calls back: what has come by then has arrived in time. */
  #unlessWhole(socket: Socket, end: () => void): void {
    const before = this.#latest.get(socket);
    const wasWhole = before?.complete ?? false;
    setImmediate(() => {
      const now = this.#latest.get(socket);
      const hasArrived = now?.complete && (now !== before || !wasWhole);
      if (!hasArrived) end();
    });
  }
}

const tooSlow = '408 Request Timeout';
const headersTooLong = '431 Request Header Fields Too Large';
const unreadable = '400 Bad Request';

function cutOff(socket: Socket, status: string): void {
  if (socket.writable) {
    socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }
  socket.destroy();
}
