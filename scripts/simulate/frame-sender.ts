import { setTimeout as delay } from 'node:timers/promises';
import { encodeFrame, type CaptureStart } from '../../server/kiosk/messages.ts';
import { markFrame, type FrameFeed, type FrameFitter } from './frame-feed.ts';

interface FrameSenderParts {
  capture: CaptureStart;
  feed: FrameFeed;
  fitter: FrameFitter;
  /** The camera's rate; the capture's own limit holds too. */
  fps: number;
  /** Send pictures byte for byte, as a hung camera does. */
  frozen: boolean;
  send: (frame: Uint8Array) => void;
}

/** Sends the frames of one capture as a kiosk does: not too fast, and few of them unanswered. */
export class FrameSender {
  feed: FrameFeed;
  readonly #parts: FrameSenderParts;
  readonly #stopping = new AbortController();
  #unanswered = 0;
  #onAnswer: () => void = () => {};

  constructor(parts: FrameSenderParts) {
    this.#parts = parts;
    this.feed = parts.feed;
  }

  /** Resolves when stopped, or when there are no more pictures. */
  async run(): Promise<void> {
    const { capture, fitter, fps, frozen, send } = this.#parts;
    const interval = 1000 / Math.min(fps, capture.frames.perSecond);
    for (let sequence = 0; ; sequence++) {
      while (this.#unanswered >= capture.frames.unanswered && !this.#stopped) {
        await new Promise<void>((resolve) => (this.#onAnswer = resolve));
      }
      const picture = this.#stopped ? null : await this.feed();
      if (!picture) return;
      const jpeg = await fitter.fit(picture);
      if (this.#stopped) return;
      this.#unanswered++;
      const sent = frozen ? jpeg : markFrame(jpeg, `${capture.captureId} ${sequence}`);
      send(encodeFrame(capture.captureId, sequence, sent));
      await delay(interval, undefined, { signal: this.#stopping.signal }).catch(() => {});
    }
  }

  answered(): void {
    this.#unanswered--;
    this.#onAnswer();
  }

  stop(): void {
    this.#stopping.abort();
    this.#onAnswer();
  }

  get #stopped(): boolean {
    return this.#stopping.signal.aborted;
  }
}
