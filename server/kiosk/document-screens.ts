import type { DocumentReader } from './document-reader.ts';
import type { Kiosk } from './kiosk.ts';

/** What the screens can read documents with. */
export class DocumentScreens {
  readonly #all: () => readonly Kiosk[];
  readonly #onWaiting: (kiosk: Kiosk) => void;
  #waitsAt: (kioskId: string) => boolean = () => false;
  #arePhonesOffered = false;

  /** @param onWaiting called when a document begins to wait */
  constructor(all: () => readonly Kiosk[], onWaiting: (kiosk: Kiosk) => void) {
    this.#all = all;
    this.#onWaiting = onWaiting;
  }

  /** @param waitsAt whether a document that was shown at a kiosk waits for its sign-in */
  askWhereOneWaits(waitsAt: (kioskId: string) => boolean): void {
    this.#waitsAt = waitsAt;
  }

  /** Runs when a document begins to wait: sign-ins at this kiosk belong to this instance until it is used. */
  onWaiting(kioskId: string): void {
    const kiosk = this.#find(kioskId);
    if (kiosk) this.#onWaiting(kiosk);
  }

  /** Whether sign-ins at this kiosk belong to this instance: it has the reader, or a document waits. */
  areHere({ pairing, reader }: Kiosk): boolean {
    return reader.hasReader || this.#waitsAt(pairing.id);
  }

  get arePhonesOffered(): boolean {
    return this.#arePhonesOffered;
  }

  /** Offers the phone at screens whose page can ask one. */
  offerPhones(isOffered: boolean): void {
    this.#arePhonesOffered = isOffered;
    for (const kiosk of this.#all()) kiosk.offer.tell();
  }

  /** The origin of a page that can ask a phone for a document; null: it cannot, or no issuer is trusted. */
  phoneOriginOf(kioskId: string): string | null {
    return this.#find(kioskId)?.offer.phoneOrigin ?? null;
  }

  /** The document reader beside a kiosk; null when no such kiosk is paired. */
  readerOf(kioskId: string): DocumentReader | null {
    return this.#find(kioskId)?.reader ?? null;
  }

  #find(kioskId: string): Kiosk | undefined {
    return this.#all().find(({ pairing }) => pairing.id === kioskId);
  }
}
