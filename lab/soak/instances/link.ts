import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server that can be closed without an error: nothing gets through, and no connection ends. */
export interface Link {
  /** The server's address through this link. */
  url: string;
  setHeld(isHeld: boolean): void;
  close(): Promise<void>;
}

/** @param url of the server, with a host and a port */
export async function openLink(url: string): Promise<Link> {
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
      from.on('data', (bytes) => to.writable && to.write(bytes));
      from.on('end', () => to.end());
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
    setHeld: (held) => {
      isHeld = held;
      for (const socket of sockets) socket[held ? 'pause' : 'resume']();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
