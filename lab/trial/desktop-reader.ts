import type { VirtualChip } from '#passport/virtual-chip';
import { ReaderAgent, type DocumentTerminal } from '../../scripts/document-reader/agent.ts';
import { pairReader } from '../../scripts/pairing.ts';
import type { Trial } from './trial.ts';

/** A reader without hardware: its document is a software chip. */
export class DesktopReader implements DocumentTerminal {
  hasReader = true;
  onChanged = () => {};
  #chips: VirtualChip[] = [];

  get documents(): number {
    return this.#chips.length;
  }

  lay(...chips: VirtualChip[]): void {
    this.#chips = chips;
    this.onChanged();
  }

  unplug(): void {
    this.hasReader = false;
    this.onChanged();
  }

  plugIn(): void {
    this.hasReader = true;
    this.onChanged();
  }

  async transmit(apdu: Uint8Array): Promise<Uint8Array> {
    const [chip] = this.#chips;
    if (!chip) throw new Error('no document');
    return chip.transmit(apdu);
  }

  stop(): void {}
}

/**
 * Pairs a reader beside a lobby screen.
 *
 * @param offered resolves when the screen offers to read a document
 */
export async function openReader({ service }: Trial, kioskId: string, offered: Promise<unknown>) {
  const offer = await service.pairing.newReaderCode(kioskId, 'command:demo');
  const { token } = await pairReader(service.lobbyUrl, offer?.code ?? '');
  const reader = new DesktopReader();
  const agent = new ReaderAgent(service.lobbyUrl, token, reader);
  agent.start();
  await offered;
  return { reader, agent };
}
