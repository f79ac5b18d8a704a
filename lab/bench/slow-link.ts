import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A link to a server with the latency of another city. */
export interface SlowLink {
  /** The server's address through this link. */
  url: string;
  /** Forwards nothing from now on, and closes no connection, until `release`. */
  hold(): void;
  release(): void;
  close(): Promise<void>;
}

/**
 * Forwards bytes to and from a server in order, each after half of the round trip. It works like `tc … netem delay`,
 * but needs neither root nor a kernel module.
 *
 * @param url of the server, with a host and a port
 * @param roundTripMs added to a request and its answer
 */
export async function slowLink(url: string, roundTripMs: number): Promise<SlowLink> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let isHeld = false;
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: target.hostname, port: Number(target.port), noDelay: true });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      if (isHeld) from.pause();
      // Timers of the same length fire in the order of their start.
      const later = (work: () => void) => setTimeout(work, roundTripMs / 2);
      from.on('data', (bytes) => later(() => to.writable && to.write(bytes)));
      from.on('end', () => later(() => to.end()));
      from.on('error', () => to.destroy());
      from.on('close', () => sockets.delete(from));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const here = new URL(url);
  here.hostname = '127.0.0.1';
  here.port = String((server.address() as AddressInfo).port);
  return {
    url: here.href,
    hold: () => {
      isHeld = true;
      for (const socket of sockets) socket.pause();
    },
    release: () => {
      isHeld = false;
      for (const socket of sockets) socket.resume();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
