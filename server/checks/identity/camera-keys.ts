import type { AccessKey } from '../../documents/verified-document.ts';

/** Limit for different keys that the camera may try on the chip. */
const mostTried = 2;

/** The keys that the camera reads in the zone of a document, until the visitor agrees again. */
export class CameraKeys {
  #seen: string | null = null;
  readonly #tried = new Set<string>();

  /**
   * Whether to ask the chip with this key. One reading may be wrong, but two rarely have the same error. A refused key is
   * never repeated, because the tries belong to the visitor.
   */
  see(key: AccessKey): boolean {
    const text = JSON.stringify(key);
    const isSeenTwice = text === this.#seen;
    this.#seen = text;
    if (!isSeenTwice || this.#tried.has(text) || this.#tried.size >= mostTried) return false;
    this.#tried.add(text);
    return true;
  }

  /** The next reading is the first again: a key was typed, or the visitor left. */
  beginAgain(): void {
    this.#seen = null;
  }
}
