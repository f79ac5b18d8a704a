import type { DocumentReader } from './document-reader.ts';
import type { Kiosk } from './kiosk.ts';

/** What the screens can read documents with. */
export class DocumentScreens {
  readonly #all: () => readonly Kiosk[];
  #arePhonesOffered = false;

  constructor(all: () => readonly Kiosk[]) {
    this.#all = all;
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
