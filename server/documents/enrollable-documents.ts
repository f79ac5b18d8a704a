import type { AnalysedPhoto } from '../people/photo-report.ts';
import { systemTimer, type Timer } from '../platform/clock.ts';

/** The desk can offer to enrol from a document for this long after the sign-in. Milliseconds. */
const offeredMs = 10 * 60_000;
/** Maximum documents at once; beyond it, the oldest is forgotten. */
const mostAtOnce = 50;

/** A document that a visitor may be enrolled from, if they agree: no number, no picture. */
export interface EnrollableDocument {
  /** The sign-in in which it was shown. */
  jobId: string;
  /** The same for each sign-in with this document; see `VerifiedDocument`. */
  mark: string;
  /** Of the lists by which it was judged. */
  trust: string;
  /** As in the document. */
  name: string;
  /** What the visitor signed in with, and where. */
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

  /** The latest first. */
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

  /** The visitor was enrolled, or said no: their document is forgotten, in whichever sign-ins it was shown. */
  forget(jobId: string): void {
    const mark = this.find(jobId)?.mark;
    for (const { document } of this.#kept.values()) {
      if (document.mark === mark) this.#drop(document.jobId);
    }
  }

  /** The same where another instance says so: it knows the sign-in and the name, and no mark. */
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
