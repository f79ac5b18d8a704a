import { once } from 'node:events';
import { createServer, connect, type AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { BoundedPool, serviceSettings } from '../postgres/pool.ts';
import { databaseServer, notesDefinition, skipOnSqlite } from './notes.ts';

/** The server's message when it accepts statements. */
const readyForQuery = Buffer.from('Z\0\0\0\x05I', 'latin1');

/** The server's message after `pg_terminate_backend`. */
function terminated(): Buffer {
  const fields = 'SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0';
  const message = Buffer.alloc(5 + fields.length);
  message.write('E', 0, 'latin1');
  message.writeInt32BE(4 + fields.length, 1);
  message.write(fields, 5, 'latin1');
  return message;
}

/** A proxy that ends each connection in the same packet in which the server reports itself ready. */
async function endingAtOnce(t: Test, port: number): Promise<number> {
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    let begun = Buffer.alloc(0);
    near.on('error', () => {}).pipe(far);
    far.on('error', () => {});
    far.on('data', (bytes) => {
      begun = Buffer.concat([begun, bytes]);
      if (!begun.subarray(-readyForQuery.length).equals(readyForQuery)) return;
      near.end(Buffer.concat([begun, terminated()]));
      far.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}

t.test(
  'a connection that the server ends as it gets ready is an error of who asked',
  { skip: skipOnSqlite },
  async (t) => {
    const server = await databaseServer(t);
    const port = await endingAtOnce(t, server.port);
    const pool = new BoundedPool({ ...server, port }, serviceSettings(notesDefinition));
    for (let i = 0; i < 3; i++) {
      await t.rejects(pool.connect(), { name: 'QueryError', code: 'connection_lost' });
    }
    await pool.end();
  },
);
