import { createRequire } from 'node:module';
import { projectRoot } from '../../../server/config/environment.ts';
import { RefusalError } from '../../terminal/answer.ts';
import type { DocumentTerminal } from './document-terminal.ts';

/** Of the package `smartcard`, which is compiled against the machine's own PC/SC library. */
interface Card {
  transmit(command: Buffer, options: { maxRecvLength: number }): Promise<Buffer>;
}
interface Devices {
  start(): void;
  stop(): void;
  listReaders(): readonly unknown[];
  getCards(): ReadonlyMap<string, Card>;
  on(event: string, listener: () => void): void;
}

/** Long enough for any answer with extended length. */
const maxAnswerBytes = 65_538;
const events = ['reader-attached', 'reader-detached', 'card-inserted', 'card-removed'];

/** The PC/SC readers of this machine. @throws {RefusalError} `no_pcsc` with what to install */
export function openPcscReader(): DocumentTerminal {
  const devices = newDevices();
  const reader: DocumentTerminal = {
    get hasReader() {
      return devices.listReaders().length > 0;
    },
    get documents() {
      return devices.getCards().size;
    },
    onChanged: () => {},
    transmit: async (apdu) => {
      const [card] = devices.getCards().values();
      if (!card) throw new Error('no document');
      return card.transmit(Buffer.from(apdu), { maxRecvLength: maxAnswerBytes });
    },
    stop: () => devices.stop(),
  };
  for (const event of events) devices.on(event, () => reader.onChanged());
  // A document that does not answer is as good as none.
  devices.on('error', () => reader.onChanged());
  devices.start();
  return reader;
}

function newDevices(): Devices {
  try {
    const require = createRequire(import.meta.url);
    const { Devices } = require('smartcard') as { Devices: new () => Devices };
    return new Devices();
  } catch {
    throw new RefusalError(
      'no_pcsc',
      'The package "smartcard" for PC/SC readers is not installed or not compiled. On Debian: ' +
        'apt-get install pcscd libpcsclite-dev build-essential. Then, in ' +
        `${projectRoot}: npm install --no-save smartcard@3.7 && npm explore smartcard -- npm run rebuild`,
    );
  }
}
