import { encodeFrame, type SecondPicture } from '#server/protocol/frames.ts';
import type { Capture } from '../machine/state.ts';
import { FrameBudget } from './frame-budget.ts';
import type { SecondCamera } from './second-camera.ts';

/** A second camera that is on. */
export interface Partner {
  camera: Pick<SecondCamera, 'video' | 'nearest'>;
  /** Whether its picture comes first in a pair. */
  isFirst: boolean;
}

/** Sends the frames of one capture, each camera picture at most once. */
export class FrameSender {
  private readonly video: HTMLVideoElement;
  private readonly partner: Partner | null;
  private readonly captureId: string;
  private readonly send: (frame: Uint8Array<ArrayBuffer>) => void;
  private readonly budget: FrameBudget;
  private readonly encoder: JpegEncoder;
  private readonly secondEncoder: JpegEncoder;
  private running = false;
  private encoding = false;

  constructor(
    video: HTMLVideoElement,
    capture: Pick<Capture, 'id' | 'frames'>,
    send: (frame: Uint8Array<ArrayBuffer>) => void,
    partner: Partner | null = null,
  ) {
    this.video = video;
    this.partner = partner;
    this.captureId = capture.id;
    this.send = send;
    this.budget = new FrameBudget(capture.frames);
    this.encoder = new JpegEncoder(capture.frames.longestSide);
    this.secondEncoder = new JpegEncoder(capture.frames.longestSide);
  }

  start(): void {
    this.running = true;
    this.awaitPicture();
  }

  release(sequence: number): void {
    this.budget.release(sequence);
  }

  stop(): void {
    this.running = false;
  }

  private awaitPicture(): void {
    this.video.requestVideoFrameCallback((now, { captureTime = now }) => {
      if (!this.running) return;
      this.awaitPicture();
      // One at a time; otherwise, a small frame could overtake a large one.
      const sequence = this.encoding ? null : this.budget.take(now);
      if (sequence !== null) void this.encodeAndSend(sequence, captureTime);
    });
  }

  private async encodeAndSend(sequence: number, takenAt: number): Promise<void> {
    this.encoding = true;
    try {
      const own = this.encoder.encode(this.video);
      const second = await this.encodeSecond(takenAt);
      const [one, other] = inOrder(await own, second, this.partner?.isFirst === true);
      if (this.running) this.send(encodeFrame(this.captureId, sequence, one, other));
    } catch {
      // A frame that cannot be encoded is skipped; the next one may work.
      this.budget.release(sequence);
    }
    this.encoding = false;
  }

  /** Encodes the second camera's picture of this moment; null when there is none, or none in time. */
  private async encodeSecond(takenAt: number): Promise<SecondPicture | null> {
    const apartMs = (await this.partner?.camera.nearest(takenAt)) ?? null;
    if (!this.partner || apartMs === null) return null;
    return { jpeg: await this.secondEncoder.encode(this.partner.camera.video), apartMs };
  }
}

/** The camera whose id comes first is always the first of a pair, whichever the visitor sees. */
function inOrder(
  own: Uint8Array,
  second: SecondPicture | null,
  isSecondFirst: boolean,
): [Uint8Array, SecondPicture | null] {
  if (!second || !isSecondFirst) return [own, second];
  return [second.jpeg, { jpeg: own, apartMs: -second.apartMs }];
}

/** JPEG quality. */
const quality = 0.85;

/** Scales and encodes video frames as the camera sees them; only the screen mirrors them. */
class JpegEncoder {
  private readonly longestSide: number;
  private readonly canvas = new OffscreenCanvas(1, 1);
  private readonly context = this.canvas.getContext('2d', { alpha: false });

  /** @param longestSide of the JPEG, in pixels; smaller frames keep their size. */
  constructor(longestSide: number) {
    this.longestSide = longestSide;
  }

  /** Encodes the video's current frame. The browser does this off the main thread. */
  async encode(video: HTMLVideoElement): Promise<Uint8Array> {
    const { videoWidth, videoHeight } = video;
    const scale = Math.min(1, this.longestSide / Math.max(videoWidth, videoHeight));
    const width = Math.max(1, Math.round(videoWidth * scale));
    const height = Math.max(1, Math.round(videoHeight * scale));
    // Setting a canvas's size clears it, even to the same size.
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    this.context?.drawImage(video, 0, 0, width, height);
    const blob = await this.canvas.convertToBlob({ type: 'image/jpeg', quality });
    return new Uint8Array(await blob.arrayBuffer());
  }
}
