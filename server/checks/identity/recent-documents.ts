import { isPaused } from '../../people/failed-attempts.ts';
import { dot } from '#face';

/** A used document or face is recognised for this long. Milliseconds. */
const rememberedMs = 60 * 60_000;
/** Limit of uses and tries; beyond it, the oldest are forgotten. Comparing a face with all takes a millisecond. */
const mostRemembered = 2000;

interface Use {
  jobId: string;
  /** The document's mark; see `VerifiedDocument`. */
  mark: string;
  /** The template of the holder's live face. */
  face: Float32Array;
  at: number;
}

interface Tries {
  failures: number;
  at: number;
}

/**
 * Documents and faces of the last hour. A document or face that let a visitor in does not count for a second sign-in.
 * Failed tries as a document's holder pause as they do for enrolled people. All of this is in memory only: restarts
 * lose it, and other instances do not have it. A mark identifies a document, and cannot be turned back into its number.
 */
export class RecentDocuments {
  readonly #now: () => number;
  readonly #uses = new Map<string, Use>();
  readonly #tries = new Map<string, Tries>();

  /** @param now milliseconds of a monotonic clock */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Whether too many faces in a row did not match the document. */
  isPaused(mark: string): boolean {
    this.#forget();
    const tries = this.#tries.get(mark);
    if (!tries) return false;
    const { failures, at } = tries;
    return isPaused({ failures, triedAt: new Date(at) }, new Date(this.#now()));
  }

  /** Counts a comparison with enough frames to conclude. A match clears the count. */
  noteTry(mark: string, isMatch: boolean): void {
    const { failures } = this.#tries.get(mark) ?? { failures: 0 };
    this.#tries.delete(mark);
    if (!isMatch) this.#tries.set(mark, { failures: failures + 1, at: this.#now() });
  }

  /**
   * Uses a document for a sign-in, before the decision: of two sign-ins at once, the second fails.
   *
   * @param threshold from this cosine on, two templates are of one person
   * @returns false when another sign-in used the document, or the face with any document, within the hour
   */
  use({ jobId, mark, face }: Omit<Use, 'at'>, threshold: number): boolean {
    this.#forget();
    for (const other of this.#uses.values()) {
      if (other.jobId === jobId) continue;
      if (other.mark === mark || dot(other.face, face) >= threshold) return false;
    }
    this.#uses.delete(jobId);
    this.#uses.set(jobId, { jobId, mark, face, at: this.#now() });
    return true;
  }

  /** Called when the sign-in did not let the visitor in. */
  release(jobId: string): void {
    this.#uses.delete(jobId);
  }

  clear(): void {
    this.#uses.clear();
    this.#tries.clear();
  }

  #forget(): void {
    const oldest = this.#now() - rememberedMs;
    for (const kept of [this.#uses, this.#tries]) {
      // Entries are in order of time, because each new note moves its entry to the end.
      for (const [key, { at }] of kept) {
        if (at >= oldest && kept.size <= mostRemembered) break;
        kept.delete(key);
      }
    }
  }
}
