import type { DocumentTerminal } from '../../document-reader/agent.ts';
import { createRequire } from 'node:module';
import { projectRoot } from '#server/config/environment.ts';
import { RefusalError } from '../../terminal/answer.ts';

/** From the package `smartcard`, which is compiled against the machine's PC/SC library. */
interface Card {
  transmit(command: Buffer, options: { maxRecvLength: number }): Promise<Buffer>;
}
interface Devices {
  start(): void;
  stop(): void;
  listReaders(): readonly unknown[];
  getCards(): ReadonlyMap<string, Card>;
  on(event: string, listener: (details: unknown) => void): unknown;
}

/** Enough for any answer with extended length. */
const maxAnswerBytes = 65_538;
const events = ['reader-attached', 'reader-detached', 'card-inserted', 'card-removed'];
/** In milliseconds; a restarted pcscd is available again by then. */
const usualReopenMs = 2000;

/** Opens this machine's PC/SC readers. @throws {RefusalError} `no_pcsc` with what to install */
export function openPcscReader(
  newDevices = loadDevices(),
  reopenMs = usualReopenMs,
): DocumentTerminal {
  const reader = new PcscReader(newDevices, reopenMs);
  if (!reader.isServiceLost) return reader;
  reader.stop();
  throw new RefusalError(
    'no_pcsc',
    'The PC/SC service does not run, or it refuses this user. On Debian: apt-get install pcscd, ' +
      'then systemctl start pcscd.socket. The unit vestibule-reader has the right to use it.',
  );
}

/** An object becomes useless with its connection to pcscd, because the package cannot reconnect. */
class PcscReader implements DocumentTerminal {
  readonly #newDevices: () => Devices;
  readonly #reopenMs: number;
  #devices: Devices;
  #reopening: NodeJS.Timeout | undefined;
  onChanged = () => {};

  constructor(newDevices: () => Devices, reopenMs: number) {
    this.#newDevices = newDevices;
    this.#reopenMs = reopenMs;
    this.#devices = this.#open();
  }

  get isServiceLost(): boolean {
    return this.#reopening !== undefined;
  }

  get hasReader(): boolean {
    return !this.isServiceLost && this.#devices.listReaders().length > 0;
  }

  get documents(): number {
    return this.isServiceLost ? 0 : this.#devices.getCards().size;
  }

  async transmit(apdu: Uint8Array): Promise<Uint8Array> {
    const [card] = this.#devices.getCards().values();
    if (!card) throw new Error('no document');
    return card.transmit(Buffer.from(apdu), { maxRecvLength: maxAnswerBytes });
  }

  stop(): void {
    clearTimeout(this.#reopening);
    this.#devices.stop();
  }

  #open(): Devices {
    const devices = this.#newDevices();
    for (const event of events) devices.on(event, () => this.onChanged());
    let isStarting = true;
    devices.on('error', (error) => {
      const isEnded = error instanceof Error && error.message.startsWith('PC/SC service');
      if (isEnded || isStarting)
        this.#reopening ??= setTimeout(() => this.#reopen(), this.#reopenMs);
      // A document that does not answer counts as no document.
      this.onChanged();
    });
    devices.start();
    isStarting = false;
    return devices;
  }

  #reopen(): void {
    this.#reopening = undefined;
    this.#devices.stop();
    this.#devices = this.#open();
    this.onChanged();
  }
}

/** The Debian package's folder; an upgrade replaces the folders in it. */
const packageDir = '/usr/lib/vestibule';

function loadDevices(): () => Devices {
  try {
    const require = createRequire(import.meta.url);
    const { Devices } = require('smartcard') as { Devices: new () => Devices };
    return () => new Devices();
  } catch {
    throw new RefusalError('no_pcsc', missingPackage(projectRoot));
  }
}

/** Instructions for a machine without the package, where npm compiles it. */
export function missingPackage(project: string): string {
  const install = project.startsWith(`${packageDir}/`)
    ? `npm install --prefix ${packageDir} smartcard@3.7`
    : `in ${project}: npm install --no-save smartcard@3.7 && npm explore smartcard -- npm run rebuild`;
  return (
    'The package "smartcard" for PC/SC readers is not installed or not compiled. On Debian, as root: ' +
    'apt-get install pcscd libpcsclite-dev build-essential python3, and npm where Node.js came without it. ' +
    `Then, ${install}`
  );
}
