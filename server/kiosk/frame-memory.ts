import { createHash } from 'node:crypto';
import { BadMessageError } from './kiosk-limits.ts';

/** Captures whose last messages may still be under way when they have ended. */
const remembered = 16;
/** Frames of one that are dropped: more than a kiosk may have under way when it learns of the end. */
const framesAtMost = 8;

/** The captures of a kiosk that ended lately: separates late frames from forged ones. */
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

  /** @throws {BadMessageError} when too many came after the capture had ended */
  countFrame(captureId: string): void {
    const frames = (this.#frames.get(captureId) ?? 0) + 1;
    if (frames > framesAtMost)
      throw new BadMessageError('too many frames of a capture that has ended');
    this.#frames.set(captureId, frames);
  }
}

/** The frames of the running capture, and the last of the one before: its camera may have hung. */
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
    // The last one stands last, however often it came.
    const repeated = this.#digests.delete(digest);
    this.#digests.add(digest);
    return repeated;
  }
}
