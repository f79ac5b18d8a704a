import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server that takes its time, as one to another city does. */
export interface SlowLink {
  /** The address of the server, by this way. */
  url: string;
  /** From now on nothing is passed on, and nothing closed, until `release`. */
  hold(): void;
  release(): void;
  close(): Promise<void>;
}

/**
 * Passes on what comes for a server and from it, each byte after half of the round trip, in order. As
 * `tc … netem delay` does, without needing root or a kernel that has it.
 *
 * @param url of the server, with a host and a port
 * @param roundTripMs what a question and its answer take longer
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
      // Timers of the same length end in the order in which they were begun.
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
