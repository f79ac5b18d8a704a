import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Time for a whole request to arrive. The held time has not begun on our side. */
const requestTimeout = 10_000;
/** Time for the headers. By default, Node checks for slow callers every 30 s. */
const http = { headersTimeout: 5000, connectionsCheckingInterval: 1000 };

/**
 * Cuts off callers that send slowly, but answers callers that the service itself read slowly. Node only judges by the
 * clock: after seconds of a busy machine, it cuts off calls that wait unread in their sockets.
 */
export class SlowCallers {
  readonly #calls = new WeakMap<Socket, IncomingMessage>();

  /** Options for creating the listener. */
  get options() {
    const clientErrorHandler = (error: NodeJS.ErrnoException, socket: Socket) => {
      if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
        // Node reads sockets before `setImmediate` callbacks: data available then arrived in time.
        setImmediate(() => {
          if (!this.#calls.get(socket)?.complete) cutOff(socket, tooSlow);
        });
      } else cutOff(socket, error.code === 'HPE_HEADER_OVERFLOW' ? headersTooLong : unreadable);
    };
    return { requestTimeout, http, clientErrorHandler };
  }

  /** Call this before the listener gets other hooks. */
  watch(app: FastifyInstance): void {
    app.addHook('onRequest', (request, _reply, done) => {
      this.#calls.set(request.raw.socket, request.raw);
      done();
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
