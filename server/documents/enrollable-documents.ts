import type { AnalysedPhoto } from '#face';
import { systemTimer, type Timer } from '../platform/clock.ts';

/** The desk can offer to enrol from a document for this long after the sign-in. Milliseconds. */
const offeredMs = 10 * 60_000;
/** Maximum documents at once; beyond it, the oldest is forgotten. */
const mostAtOnce = 50;

/** A document that a visitor may be enrolled from, if they agree. It contains no number and no picture. */
export interface EnrollableDocument {
  /** The sign-in in which the visitor showed the document. */
  jobId: string;
  /** The same for each sign-in with this document; see `VerifiedDocument`. */
  mark: string;
  /** Revision of the lists that judged the document. */
  trust: string;
  /** The name in the document. */
  name: string;
  /** The visitor's data and place at the sign-in. */
  claim: {
    name: string | null;
    email: string | null;
    employeeId: string | null;
    locationId: string | null;
    deviceId: string | null;
  };
  /** The template of its portrait, which the visitor's face matched. */
  portrait: AnalysedPhoto;
}

/**
 * Genuine documents whose portrait a visitor's face matched. In memory only, so a restart forgets them and another
 * instance does not know of them.
 */
export class EnrollableDocuments {
  readonly #timer: Pick<Timer, 'after'>;
  readonly #kept = new Map<string, { document: EnrollableDocument; cancelTimer: () => void }>();

  constructor(timer: Pick<Timer, 'after'> = systemTimer) {
    this.#timer = timer;
  }

  /** All documents, the latest first. */
  get all(): EnrollableDocument[] {
    return [...this.#kept.values()].map(({ document }) => document).reverse();
  }

  find(jobId: string): EnrollableDocument | null {
    return this.#kept.get(jobId)?.document ?? null;
  }

  put(document: EnrollableDocument): void {
    const { jobId } = document;
    this.#drop(jobId);
    const [oldest] = this.#kept.size >= mostAtOnce ? this.#kept.keys() : [];
    if (oldest !== undefined) this.#drop(oldest);
    const cancelTimer = this.#timer.after(offeredMs, () => this.#kept.delete(jobId));
    this.#kept.set(jobId, { document, cancelTimer });
  }

  /** Forgets a document whose holder was enrolled or declined, in every sign-in where it was shown. */
  forget(jobId: string): void {
    const mark = this.find(jobId)?.mark;
    for (const { document } of this.#kept.values()) {
      if (document.mark === mark) this.#drop(document.jobId);
    }
  }

  /** Does the same for a report of another instance, which knows the sign-in and the name, but no mark. */
  forgetHolder({ jobId, name }: { jobId: string | null; name: string }): void {
    for (const { document } of this.#kept.values()) {
      if (document.jobId === jobId || document.name === name) this.forget(document.jobId);
    }
  }

  clear(): void {
    for (const jobId of this.#kept.keys()) this.#drop(jobId);
  }

  #drop(jobId: string): void {
    this.#kept.get(jobId)?.cancelTimer();
    this.#kept.delete(jobId);
  }
}
