import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Transmit } from '../secure-messaging/chip-connection.ts';

/** The port where `vpcd`, the virtual reader of vsmartcard, waits for a card. */
export const readerPort = 35_963;

/** The answer to reset of a contactless card without historical bytes (PC/SC part 3, 3.1.3.2.3). */
const answerToReset = Buffer.from('3b80800101', 'hex');
const controls = { off: 0, on: 1, reset: 2, answerToReset: 4 } as const;

/**
 * Puts a chip on the virtual reader, so that any PC/SC program can read it. Messages in both directions begin with two
 * bytes of length. One byte is an order to the card; more bytes are a command.
 *
 * @param lay returns a chip without a session, at each power-up
 * @returns after the reader has closed the connection
 */
export async function serveCard(
  lay: () => { transmit: Transmit },
  { host = '127.0.0.1', port = readerPort } = {},
): Promise<void> {
  const socket = connect(port, host);
  await once(socket, 'connect');
  let chip = lay();
  for await (const message of messagesOf(socket)) {
    const [order] = message;
    if (message.length > 1) send(socket, await chip.transmit(message));
    else if (order === controls.answerToReset) send(socket, answerToReset);
    else if (order === controls.on || order === controls.reset) chip = lay();
  }
}

function send(socket: Socket, message: Uint8Array): void {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  socket.write(Buffer.concat([length, message]));
}

async function* messagesOf(socket: Socket): AsyncGenerator<Buffer> {
  let waiting = Buffer.alloc(0);
  for await (const part of socket as AsyncIterable<Buffer>) {
    waiting = Buffer.concat([waiting, part]);
    while (waiting.length >= 2 && waiting.length >= 2 + waiting.readUInt16BE()) {
      const end = 2 + waiting.readUInt16BE();
      yield waiting.subarray(2, end);
      waiting = waiting.subarray(end);
    }
  }
}
