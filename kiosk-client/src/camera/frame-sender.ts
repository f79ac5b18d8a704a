import { encodeFrame } from '../../../server/protocol/messages.ts';
import type { Capture } from '../machine/state.ts';
import { FrameBudget } from './frame-budget.ts';
import { JpegEncoder } from './jpeg-encoder.ts';

/** Sends the frames of one capture, each picture of the camera at most once. */
export class FrameSender {
  private readonly video: HTMLVideoElement;
  private readonly captureId: string;
  private readonly send: (frame: Uint8Array<ArrayBuffer>) => void;
  private readonly budget: FrameBudget;
  private readonly encoder: JpegEncoder;
  private running = false;
  private encoding = false;

  constructor(
    video: HTMLVideoElement,
    capture: Pick<Capture, 'id' | 'frames'>,
    send: (frame: Uint8Array<ArrayBuffer>) => void,
  ) {
    this.video = video;
    this.captureId = capture.id;
    this.send = send;
    this.budget = new FrameBudget(capture.frames);
    this.encoder = new JpegEncoder(capture.frames.longestSide);
  }

  start(): void {
    this.running = true;
    this.awaitPicture();
  }

  answered(sequence: number): void {
    this.budget.release(sequence);
  }

  stop(): void {
    this.running = false;
  }

  private awaitPicture(): void {
    this.video.requestVideoFrameCallback((now) => {
      if (!this.running) return;
      this.awaitPicture();
      // One at a time, or a small frame could overtake a large one.
      const sequence = this.encoding ? null : this.budget.take(now);
      if (sequence !== null) void this.encodeAndSend(sequence);
    });
  }

  private async encodeAndSend(sequence: number): Promise<void> {
    this.encoding = true;
    try {
      const jpeg = await this.encoder.encode(this.video);
      if (this.running) this.send(encodeFrame(this.captureId, sequence, jpeg));
    } catch {
      // A frame that cannot be encoded is a frame less; the next one may do.
      this.budget.release(sequence);
    }
    this.encoding = false;
  }
}
