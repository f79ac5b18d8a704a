import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import t from 'tap';
import { createSigner } from '../lab/authority.ts';
import { serveCard } from '../lab/card-socket.ts';
import { issueDocument } from '../lab/issue-document.ts';
import { VirtualChip } from '../virtual-chip/virtual-chip.ts';
import { parseCertificate, readPassport, TrustStore } from '../index.ts';

t.test('a chip on the virtual reader is read over its socket', async (t) => {
  const authority = createSigner();
  const signer = createSigner({ name: 'DS' }, authority);
  const { image, accessKey } = issueDocument({ signer, activeAuthentication: 'ecdsa' });
  const reader = createServer();
  reader.listen(0, '127.0.0.1');
  await once(reader, 'listening');
  const { port } = reader.address() as AddressInfo;
  const connected = once(reader, 'connection') as Promise<[Socket]>;
  const served = serveCard(() => new VirtualChip(image), { port });
  const [socket] = await connected;
  const messages = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const exchange = async (message: Uint8Array) => {
    socket.write(Buffer.concat([Buffer.of(message.length >> 8, message.length & 255), message]));
    let answer = Buffer.alloc(0);
    do {
      answer = Buffer.concat([answer, (await messages.next()).value as Buffer]);
    } while (answer.length < 2 + answer.readUInt16BE());
    return answer.subarray(2);
  };
  socket.write(Buffer.of(0, 1, 1));
  t.equal((await exchange(Buffer.of(4))).toString('hex'), '3b80800101');
  const trust = new TrustStore([parseCertificate(authority.certificate)]);
  const now = new Date('2026-11-29T12:00:00Z');
  const passport = await readPassport({ transmit: exchange, accessKey, trust, now });
  t.equal(passport.verdict, 'genuine');
  socket.end();
  await served;
  reader.close();
});
