import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** For a request to arrive whole. The held time has not begun at our side. */
const requestTimeout = 10_000;
/** For its headers. Node looks for slow callers each half minute by default. */
const http = { headersTimeout: 5000, connectionsCheckingInterval: 1000 };

/**
 * Cuts off callers that send slowly, and answers those that the service read slowly. Node judges a request by the clock
 * alone: after the machine was too busy for some seconds, it cuts off calls that wait unread in their sockets.
 */
export class SlowCallers {
  readonly #latest = new WeakMap<Socket, IncomingMessage>();

  /** For the listener, as it is made. */
  get options() {
    const clientErrorHandler = (error: NodeJS.ErrnoException, socket: Socket) => {
      if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') this.#judge(socket);
      else cutOff(socket, error.code === 'HPE_HEADER_OVERFLOW' ? headersTooLong : unreadable);
    };
    return { requestTimeout, http, clientErrorHandler };
  }

  /** Before the listener has any other hook. */
  watch(app: FastifyInstance): void {
    app.addHook('onRequest', (request, _reply, done) => {
      this.#latest.set(request.raw.socket, request.raw);
      done();
    });
  }

  /** Sockets are read before `setImmediate` calls back: what has come by now counts as arrived. */
  #judge(socket: Socket): void {
    const before = this.#latest.get(socket);
    const wasWhole = before?.complete ?? false;
    setImmediate(() => {
      const now = this.#latest.get(socket);
      const hasArrived = now?.complete && (now !== before || !wasWhole);
      if (!hasArrived) cutOff(socket, tooSlow);
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
