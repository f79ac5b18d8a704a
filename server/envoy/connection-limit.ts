import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';

/**
 * Keeps the number of connections bounded without ever turning a new one away: the one that has been
 * idle or unfinished for longest goes instead. A call of Envoy's arrives whole within milliseconds,
 * so whoever sends slowly to use connections up loses them first. A connection with a held sign-in is
 * never closed.
 */
export const connectionLimit = fp<{ most: number }>(
  async (app, { most }) => {
    /** Open and not held, the one that did nothing for longest first. */
    const waiting = new Set<Socket>();
    const held = new Map<Socket, number>();

    app.server.on('connection', (socket: Socket) => {
      waiting.add(socket);
      socket.once('close', () => waiting.delete(socket));
      const [longest] = waiting;
      if (waiting.size + held.size > most && longest !== socket) longest?.destroy();
    });
    app.server.on('request', ({ socket }: { socket: Socket }) => {
      if (waiting.delete(socket)) waiting.add(socket);
    });
    app.decorate('keepConnection', (request: FastifyRequest, reply: FastifyReply) => {
      const socket = request.raw.socket;
      waiting.delete(socket);
      held.set(socket, (held.get(socket) ?? 0) + 1);
      reply.raw.once('close', () => {
        const others = (held.get(socket) ?? 1) - 1;
        if (others > 0) {
          held.set(socket, others);
          return;
        }
        held.delete(socket);
        if (!socket.destroyed) waiting.add(socket);
      });
    });
  },
  { name: 'connection-limit' },
);

declare module 'fastify' {
  interface FastifyInstance {
    /** Keeps the connection of this call open until it is answered, however many others come. */
    keepConnection(request: FastifyRequest, reply: FastifyReply): void;
  }
}
