import type { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import fp from 'fastify-plugin';
import type { RateLimitOptions } from '@fastify/rate-limit';
import ipaddr from 'ipaddr.js';

/**
 * Limits the number of connections without refusing a new one: closes the one that was idle or incomplete for longest.
 * A genuine call arrives within milliseconds, so a client that sends slowly to exhaust the connections loses its own
 * first. A kept connection is never closed.
 */
export const connectionLimit = fp<{ most: number }>(
  async (app, { most }) => {
    /** Open connections that are not kept; the longest inactive one comes first. */
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
        // The `close` event only comes after all new connections of this turn were accepted.
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

/** Identifies a connection, with or without TLS in it; null once it is closed. */
function peerOf({ remoteAddress, remotePort }: Socket): string | null {
  return remotePort === undefined ? null : `${remoteAddress} ${remotePort}`;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Keeps the connection open until its user closes, however many other connections come. */
    keepConnection(connection: Socket, user: EventEmitter): void;
  }
}

/** Files reserved for the database, the vision processes and outgoing calls. */
const keptBack = 192;
const maxOfHook = 512;
const maxOfLobby = 256;
const fewest = 16;

/**
 * The connections for each listener, out of the files that this process may open. The sum stays below that limit, so
 * the lobby listener cannot use up what the hook listener needs.
 */
export function connectionBudget(openFiles: number = openFileLimit()): {
  hook: number;
  lobby: number;
} {
  const left = openFiles - keptBack;
  const share = (part: number, most: number) => Math.max(fewest, Math.min(most, Math.floor(part)));
  return { hook: share((left * 2) / 3, maxOfHook), lobby: share(left / 3, maxOfLobby) };
}

/** The soft limit, which Node raises to the hard limit at its start. Infinite where it is unknown. */
function openFileLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
    return soft === undefined ? Infinity : Number(soft);
  } catch {
    return Infinity;
  }
}

/** The `config` of a route: requests per minute from one address, or from one IPv6 network. */
export function addressLimit(max: number): { rateLimit: RateLimitOptions } {
  return {
    rateLimit: { max, timeWindow: '1 minute', keyGenerator: ({ ip }) => networkOf(ip) },
  };
}

/** An IPv6 machine can use any number of addresses in its /64. */
function networkOf(ip: string): string {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  if (address.kind() === 'ipv4') return address.toString();
  return address.toNormalizedString().split(':').slice(0, 4).join(':');
}
