import type { VerifiedDocument } from '../../documents/verified-document.ts';
import type { DocumentResult } from './run-session.ts';

/** A visitor who has shown a document signs in within this time. Milliseconds. */
const waitingMs = 10 * 60_000;
/** Maximum results at one screen. No more people sign in there within ten minutes. */
const mostAtOnce = 20;

interface Waiting {
  kioskId: string;
  document: VerifiedDocument;
  result: DocumentResult;
  until: number;
}

/**
 * Documents that visitors showed before the sign-in, each for one sign-in. In memory only: after a restart, or at
 * another instance, the visitor is asked again.
 */
export class WaitingResults {
  readonly #now: () => number;
  #waiting: Waiting[] = [];

  /** @param now milliseconds of a monotonic clock */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  put(kioskId: string, document: VerifiedDocument, result: DocumentResult): void {
    const here = this.#current().filter((one) => one.kioskId === kioskId);
    const [oldest] = here.length >= mostAtOnce ? here : [];
    this.#waiting = this.#waiting.filter((one) => one !== oldest);
    this.#waiting.push({ kioskId, document, result, until: this.#now() + waitingMs });
  }

  /** Takes a fitting result away, because each counts once. Returns null when none fits. */
  take(
    kioskIds: readonly string[],
    fits: (document: VerifiedDocument) => boolean,
  ): DocumentResult | null {
    const found = this.#current().findLast(
      ({ kioskId, document }) => kioskIds.includes(kioskId) && fits(document),
    );
    if (!found) return null;
    this.#waiting = this.#waiting.filter((one) => one !== found);
    return found.result;
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
