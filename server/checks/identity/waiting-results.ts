import type { AnalysedPhoto } from '#face';
import type { VerifiedDocument } from '../../documents/verified-document.ts';

/** A visitor who has shown a document signs in within this time. Milliseconds. */
const waitingMs = 10 * 60_000;
/** Maximum results at one screen. No more people sign in there within ten minutes. */
const mostAtOnce = 20;

/** A document whose portrait the visitor's face matched. Contains no picture. */
export interface ShownBefore {
  document: VerifiedDocument;
  /** The template of the visitor's live face, which must be seen again at the sign-in. */
  face: Float32Array;
  /** The portrait's template. The desk's offer to enrol needs it. */
  portrait: AnalysedPhoto | null;
  /** Revision of the lists that judged the document. */
  trust: string | null;
}

interface Waiting extends ShownBefore {
  kioskId: string;
  until: number;
}

/**
 * Documents that visitors showed before the sign-in, each for one sign-in of the same face. In memory only: after a
 * restart, or at another instance, the visitor is asked again.
 */
export class WaitingResults {
  readonly #now: () => number;
  #waiting: Waiting[] = [];

  /** @param now milliseconds of a monotonic clock */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  put(kioskId: string, shown: ShownBefore): void {
    this.putBack({ ...shown, kioskId, until: this.#now() + waitingMs });
  }

  /** Keeps a document that did not let anybody in for the rest of its time. */
  putBack(waiting: Waiting): void {
    const { kioskId } = waiting;
    const here = this.#current().filter((one) => one.kioskId === kioskId);
    const [oldest] = here.length >= mostAtOnce ? here : [];
    this.#waiting = this.#waiting.filter((one) => one !== oldest);
    this.#waiting.push(waiting);
  }

  /** Takes a fitting result away, because each counts once. Returns null when none fits. */
  take(kioskIds: readonly string[], fits: (document: VerifiedDocument) => boolean): Waiting | null {
    const found = this.#current().findLast(
      ({ kioskId, document }) => kioskIds.includes(kioskId) && fits(document),
    );
    if (!found) return null;
    this.#waiting = this.#waiting.filter((one) => one !== found);
    return found;
  }

  isAt(kioskId: string): boolean {
    return this.#current().some((one) => one.kioskId === kioskId);
  }

  /** Forgets the results of a screen that has connected to another instance, which asks its visitors again. */
  forget(kioskId: string): void {
    this.#waiting = this.#waiting.filter((one) => one.kioskId !== kioskId);
  }

  clear(): void {
    this.#waiting = [];
  }

  #current(): readonly Waiting[] {
    const now = this.#now();
    this.#waiting = this.#waiting.filter(({ until }) => until > now);
    return this.#waiting;
  }
}
