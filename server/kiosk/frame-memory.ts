import { createHash } from 'node:crypto';
import { BadMessageError } from './kiosk-limits.ts';

/** Number of ended captures whose last messages may still arrive. */
const remembered = 16;
/** Maximum late frames that are dropped: more than a kiosk can have sent before it learns of the end. */
const framesAtMost = 8;

/** Remembers a kiosk's recent captures, which separates late frames from forged ones. */
export class PastCaptures {
  readonly #frames = new Map<string, number>();

  add(captureId: string): void {
    this.#frames.set(captureId, 0);
    const [oldest] = this.#frames.keys();
    if (this.#frames.size > remembered && oldest !== undefined) this.#frames.delete(oldest);
  }

  has(captureId: string): boolean {
    return this.#frames.has(captureId);
  }

  /** @throws {BadMessageError} when too many frames arrive after the capture's end */
  countFrame(captureId: string): void {
    const frames = (this.#frames.get(captureId) ?? 0) + 1;
    if (frames > framesAtMost)
      throw new BadMessageError('too many frames of a capture that has ended');
    this.#frames.set(captureId, frames);
  }
}

/** Digests of the running capture's frames, and of the last earlier frame, because the camera may hang. */
export class FrameDigests {
  readonly #digests = new Set<string>();

  /** A capture begins. */
  begin(): void {
    const last = [...this.#digests].at(-1);
    this.#digests.clear();
    if (last !== undefined) this.#digests.add(last);
  }

  isRepeated(jpeg: Uint8Array): boolean {
    const digest = createHash('sha256').update(jpeg).digest('base64');
    // Deletes and adds it again, so that the latest digest comes last.
    const repeated = this.#digests.delete(digest);
    this.#digests.add(digest);
    return repeated;
  }
}
