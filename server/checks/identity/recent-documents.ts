import { isPaused } from '../../people/failed-attempts.ts';
import { cosine } from '../../people/similarity.ts';

/** A document or a face that was used is noticed for this long. Milliseconds. */
const rememberedMs = 60 * 60_000;
/** Maximum uses and tries; beyond it, the oldest are forgotten. Comparing a face with so many takes a millisecond. */
const mostRemembered = 2000;

interface Use {
  jobId: string;
  /** Of the document; see `VerifiedDocument`. */
  mark: string;
  /** What the camera saw of the holder. */
  face: Float32Array;
  at: number;
}

interface Tries {
  failures: number;
  at: number;
}

/**
 * The documents and faces of the last hour: what lets one visitor in does not let in a second, and tries to pass as a
 * document's holder pause as they do for enrolled people. In memory only, so a restart or another instance knows
 * nothing of them; a document is known by a mark that no one can turn into its number.
 */
export class RecentDocuments {
  readonly #now: () => number;
  readonly #uses = new Map<string, Use>();
  readonly #tries = new Map<string, Tries>();

  /** @param now milliseconds of a clock that does not jump */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Whether too many faces in a row were not that of the document. */
  isPaused(mark: string): boolean {
    this.#forget();
    const tries = this.#tries.get(mark);
    if (!tries) return false;
    const { failures, at } = tries;
    return isPaused({ failures, triedAt: new Date(at) }, new Date(this.#now()));
  }

  /** Counts a look that saw enough to conclude. A match clears the count. */
  noteTry(mark: string, isMatch: boolean): void {
    const { failures } = this.#tries.get(mark) ?? { failures: 0 };
    this.#tries.delete(mark);
    if (!isMatch) this.#tries.set(mark, { failures: failures + 1, at: this.#now() });
  }

  /**
   * Uses a document for a sign-in, before it is decided: of two at once, the second fails.
   *
   * @param threshold from which on two templates are of one person
   * @returns false when another sign-in used the document, or the face with any document, within the hour
   */
  use({ jobId, mark, face }: Omit<Use, 'at'>, threshold: number): boolean {
    this.#forget();
    for (const other of this.#uses.values()) {
      if (other.jobId === jobId) continue;
      if (other.mark === mark || cosine(other.face, face) >= threshold) return false;
    }
    this.#uses.delete(jobId);
    this.#uses.set(jobId, { jobId, mark, face, at: this.#now() });
    return true;
  }

  /** The sign-in did not let the visitor in. */
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
      // In order of time: what is noted again moves to the end.
      for (const [key, { at }] of kept) {
        if (at >= oldest && kept.size <= mostRemembered) break;
        kept.delete(key);
      }
    }
  }
}
