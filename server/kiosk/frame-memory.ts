import { createHash } from 'node:crypto';
import { BadMessageError } from './kiosk-limits.ts';

/** Number of ended captures whose last messages may still arrive. */
const remembered = 16;
/** Maximum late frames that are dropped: more than a kiosk can have sent before it learns of the end. */
const framesAtMost = 8;

/** Which of a screen's two cameras sent a picture. */
export type FrameCamera = 'first' | 'second';

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

/**
 * Digests of the running capture's frames, and of each camera's last earlier frame, because a camera may hang. A picture
 * counts once, whichever camera sends it: a second camera that is fed with the first one's pictures sees nothing.
 */
export class FrameDigests {
  readonly #digests = new Set<string>();
  readonly #last = new Map<FrameCamera, string>();

  /** A capture begins. */
  begin(): void {
    this.#digests.clear();
    for (const digest of this.#last.values()) this.#digests.add(digest);
  }

  isRepeated(jpeg: Uint8Array, camera: FrameCamera): boolean {
    const digest = createHash('sha256').update(jpeg).digest('base64');
    const isRepeated = this.#digests.has(digest);
    this.#digests.add(digest);
    this.#last.set(camera, digest);
    return isRepeated;
  }
}
