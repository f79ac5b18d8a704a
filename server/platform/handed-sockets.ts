import { once } from 'node:events';
import { createServer, isIP, type AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { OperatorError } from './operator-error.ts';

const listeners = ['hook', 'lobby'] as const;
type ListenerName = (typeof listeners)[number];

/** The descriptors of listening sockets that systemd made and keeps open while this service is away. */
export type HandedSockets = Partial<Record<ListenerName, number>>;

/** Where systemd puts the first of them, see `sd_listen_fds(3)`. */
const firstDescriptor = 3;

/** A socket was handed over that this service cannot use as it is set up. */
class SocketError extends OperatorError {
  readonly code = 'socket_unusable';
}

/** What a system says of a host that this machine does not have, or does not have yet. */
const missingCodes = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EAI_AGAIN', 'EINVAL', 'ENOTFOUND']);

/** The settings name a host that is no address of this machine. */
export class HostError extends OperatorError {
  readonly code = 'host_missing';

  constructor(host: string, options?: ErrorOptions) {
    super(
      `This machine has no address ${host}: look at VESTIBULE_HOOK_HOST and VESTIBULE_LOBBY_HOST.`,
      options,
    );
  }
}

/**
 * What systemd has handed over by `LISTEN_FDS`, by the names of `FileDescriptorName=`. Those variables
 * are taken out of `env`, so that no child believes that they were meant for it.
 * @throws {SocketError} for a socket that is not of a listener
 */
export function takeHandedSockets(env: NodeJS.ProcessEnv, pid = process.pid): HandedSockets {
  const { LISTEN_PID: forWhom, LISTEN_FDS: count, LISTEN_FDNAMES: names = '' } = env;
  delete env['LISTEN_PID'];
  delete env['LISTEN_FDS'];
  delete env['LISTEN_FDNAMES'];
  if (Number(forWhom) !== pid) return {};
  const sockets: HandedSockets = {};
  for (let i = 0; i < Number(count); i++) {
    const given = names.split(':')[i] ?? '';
    const name = listeners.find((each) => each === given);
    if (name === undefined || sockets[name] !== undefined) {
      throw new SocketError(
        `systemd has handed over a socket named "${given}". In the socket unit, FileDescriptorName= must be ` +
          '"hook" for the one that the tunnel reaches or "lobby" for the lobby listener, each once.',
      );
    }
    sockets[name] = firstDescriptor + i;
  }
  return sockets;
}

/**
 * Listens on the socket that was handed over, or else on one of its own.
 * @throws {SocketError} when what was handed over is not what the settings say
 * @throws {HostError}
 */
export async function listenOn(
  app: FastifyInstance,
  name: ListenerName,
  wanted: { host: string; port: number },
  sockets: HandedSockets,
): Promise<void> {
  const fd = sockets[name];
  if (fd === undefined) {
    // Fastify writes into what it gets.
    await app.listen({ ...wanted }).catch((error: unknown) => {
      throw hostErrorOf(error, wanted.host) ?? error;
    });
    return;
  }
  // The host is not used; that it is no name keeps Fastify from a second listener.
  await app.listen({ host: '127.0.0.1', port: wanted.port, fd } as { host: string; port: number });
  const given = app.server.address();
  if (given !== null && typeof given === 'object' && isAsWanted(given, wanted)) return;
  const found = given !== null && typeof given === 'object' ? `${given.address}:${given.port}` : '';
  const setting = name === 'hook' ? 'VESTIBULE_HOOK' : 'VESTIBULE_LOBBY';
  throw new SocketError(
    `The ${name} socket that systemd has handed over is ${found || 'no network socket'}, but ` +
      `${setting}_HOST and ${setting}_PORT say ${wanted.host}:${wanted.port}. Set ListenStream= in the ` +
      'socket unit to the same (systemctl edit vestibule.socket), then restart both units.',
  );
}

/**
 * Listens at one more address for the same listener. Ends when that listener is closed. @throws {HostError}
 */
export async function listenAlsoOn(
  app: FastifyInstance,
  wanted: { host: string; port: number },
): Promise<void> {
  // As a server of HTTP takes its own connections.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    app.server.emit('connection', socket);
  });
  server.listen(wanted);
  await once(server, 'listening').catch((error: unknown) => {
    throw hostErrorOf(error, wanted.host) ?? error;
  });
  app.server.once('close', () => server.close());
}

function hostErrorOf(error: unknown, host: string): HostError | null {
  const { code = '' } = error as NodeJS.ErrnoException;
  return missingCodes.has(code) ? new HostError(host, { cause: error }) : null;
}

/** A request for no port in particular takes any; a wider address than requested is refused. */
function isAsWanted({ address, port }: AddressInfo, wanted: { host: string; port: number }) {
  if (wanted.port !== 0 && wanted.port !== port) return false;
  if (isIP(wanted.host) !== 0) return wanted.host === address;
  return wanted.host !== 'localhost' || address === '127.0.0.1' || address === '::1';
}
