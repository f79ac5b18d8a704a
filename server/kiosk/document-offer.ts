import type {
  DocumentSource,
  PhoneObstacle,
  WalletAvailability,
} from '../protocol/document-messages.ts';
import type { KioskConnection } from './kiosk-connection.ts';

/** A document that a visitor wants to show, and the language of the page. */
export interface WantedDocument {
  from: DocumentSource;
  language: string;
}

interface OfferDeps {
  connection: () => KioskConnection | undefined;
  hasReader: () => boolean;
  /** Whether any rule asks for identity documents. */
  wantsDocuments: () => boolean;
  /** Whether documents in phones are believed from anybody. */
  arePhonesOffered: () => boolean;
  /** Called when `phoneObstacle` is another. */
  onObstacle: () => void;
}

/** The offer of the idle screen to show a document: by the reader beside it, or by the visitor's phone. */
export class DocumentOffer {
  readonly #deps: OfferDeps;
  #shown: Record<DocumentSource, boolean> = { chip: false, phone: false };
  #wallet: WalletAvailability = 'unsupported';
  #obstacle: PhoneObstacle | null = null;

  constructor(deps: OfferDeps) {
    this.#deps = deps;
  }

  /** Whether the page can ask a phone. */
  set wallet(wallet: WalletAvailability) {
    this.#wallet = wallet;
    this.tell();
  }

  /** The origin of the page that may ask a phone; null: it cannot. */
  get phoneOrigin(): string | null {
    const mayAsk = this.#wallet === 'ready' && this.#deps.arePhonesOffered();
    return mayAsk ? (this.#deps.connection()?.origin ?? null) : null;
  }

  /** Why the screen does not offer the phone; null: it does, or no rule asks for documents. */
  get phoneObstacle(): PhoneObstacle | null {
    if (!this.#deps.wantsDocuments()) return null;
    // An office that believes no phone need not hear of an adapter.
    if (!this.#deps.arePhonesOffered()) return 'no_trust_list';
    return this.#wallet === 'ready' ? null : this.#wallet;
  }

  isShown(from: DocumentSource): boolean {
    return this.#shown[from];
  }

  /** Begins again with another page, which shows no offer. The browser can do what it could, until the page tells. */
  reset(): void {
    this.#shown = { chip: false, phone: false };
  }

  /** Shows or hides what has changed. */
  tell(): void {
    const obstacle = this.phoneObstacle;
    const isOther = obstacle !== this.#obstacle;
    this.#obstacle = obstacle;
    if (isOther) this.#deps.onObstacle();
    const connection = this.#deps.connection();
    const isWanted = this.#deps.wantsDocuments();
    const chip = isWanted && this.#deps.hasReader();
    const phone = isWanted && this.phoneOrigin !== null;
    const isSame = chip === this.#shown.chip && phone === this.#shown.phone;
    if (!connection?.ready || isSame) return;
    this.#shown = { chip, phone };
    const byPhone = phone && { byPhone: true };
    connection.send({ type: 'document_offered', isOffered: chip, ...byPhone });
  }
}
