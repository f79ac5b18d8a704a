import type { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import fp from 'fastify-plugin';
import type { RateLimitOptions } from '@fastify/rate-limit';
import ipaddr from 'ipaddr.js';

/**
 * Keeps the number of connections bounded without ever turning a new one away: the one that has been idle or
 * unfinished for longest goes instead. A genuine call arrives whole within milliseconds, so a client that sends
 * slowly to use connections up loses them first. A connection that is kept is never closed.
 */
export const connectionLimit = fp<{ most: number }>(
  async (app, { most }) => {
    /** Open and not kept, the one that did nothing for longest first. */
    const waiting = new Map<string, Socket>();
    const kept = new Map<string, { socket: Socket | null; users: number }>();

    app.server.on('connection', (socket: Socket) => {
      const peer = peerOf(socket);
      if (peer === null) return;
      waiting.set(peer, socket);
      socket.once('close', () => {
        if (waiting.get(peer) === socket) waiting.delete(peer);
      });
      for (const [other, longest] of waiting) {
        if (waiting.size + kept.size <= most || longest === socket) break;
        // Its `close` comes only after all new connections of this turn were accepted.
        waiting.delete(other);
        longest.destroy();
      }
    });
    app.server.on('request', (request: { socket: Socket }) => {
      const peer = peerOf(request.socket);
      const socket = peer === null ? undefined : waiting.get(peer);
      if (peer === null || !socket) return;
      waiting.delete(peer);
      waiting.set(peer, socket);
    });
    app.decorate('keepConnection', (connection: Socket, user: EventEmitter) => {
      const peer = peerOf(connection);
      if (peer === null) return;
      const entry = kept.get(peer) ?? { socket: waiting.get(peer) ?? null, users: 0 };
      entry.users++;
      kept.set(peer, entry);
      waiting.delete(peer);
      user.once('close', () => {
        if (--entry.users > 0) return;
        kept.delete(peer);
        if (entry.socket && !entry.socket.destroyed) waiting.set(peer, entry.socket);
      });
    });
  },
  { name: 'connection-limit' },
);

/** The same for a connection and for the TLS in it; null once it is closed. */
function peerOf({ remoteAddress, remotePort }: Socket): string | null {
  return remotePort === undefined ? null : `${remoteAddress} ${remotePort}`;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Keeps the connection open until its user closes, however many others come. */
    keepConnection(connection: Socket, user: EventEmitter): void;
  }
}

/** For the database, the processes that look at frames, and calls to others. */
const keptBack = 192;
const maxOfHook = 512;
const maxOfLobby = 256;
const fewest = 16;

/**
 * How many connections each listener may have of the files that this process may open. Together they
 * stay below that limit, so the lobby listener cannot use up what the hook listener needs.
 */
export function connectionBudget(openFiles: number = openFileLimit()): {
  hook: number;
  lobby: number;
} {
  const left = openFiles - keptBack;
  const share = (part: number, most: number) => Math.max(fewest, Math.min(most, Math.floor(part)));
  return { hook: share((left * 2) / 3, maxOfHook), lobby: share(left / 3, maxOfLobby) };
}

/** The soft limit, which Node raises to the hard one at its start. Unlimited where it cannot be read. */
function openFileLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
    return soft === undefined ? Infinity : Number(soft);
  } catch {
    return Infinity;
  }
}

/** A route's `config`: how often an address, or a network of IPv6, may ask in a minute. */
export function addressLimit(max: number): { rateLimit: RateLimitOptions } {
  return {
    rateLimit: { max, timeWindow: '1 minute', keyGenerator: ({ ip }) => networkOf(ip) },
  };
}

/** Of IPv6, a machine has as many addresses as it likes within its /64. */
function networkOf(ip: string): string {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  if (address.kind() === 'ipv4') return address.toString();
  return address.toNormalizedString().split(':').slice(0, 4).join(':');
}
