import { maxApartMs } from '#server/protocol/frames.ts';
import { playStream, stopTracks, wantedPictures } from './stream.ts';

/** At 30 pictures a second, the picture nearest to a moment is at most this many milliseconds from it. */
const near = 17;

/** A second camera that sees the same moment from another place. It is on only between `open` and `close`. */
export class SecondCamera {
  readonly video = document.createElement('video');
  private stream: MediaStream | null = null;
  private deviceId = '';
  /** When its newest picture was taken, on the clock of `performance.now()`. */
  private takenAt = -Infinity;
  private readonly waiting = new Set<() => void>();
  /** Increased by each call, so that a slow `open` notices that a later call replaced it. */
  private generation = 0;

  constructor() {
    this.video.muted = true;
    this.video.playsInline = true;
  }

  /**
   * Turns on the first camera beside the one in use. Resolves with false when there is none that delivers pictures,
   * and with `'closed'` when `close` was called in the meantime. Calls `ended` when the camera is lost.
   */
  async open(inUse: string, ended: () => void): Promise<boolean | 'closed'> {
    this.close();
    const { generation } = this;
    const devices = await navigator.mediaDevices.enumerateDevices();
    // By its id, which stays the same, so that the same camera is found each time.
    const [deviceId] = devices
      .filter((device) => device.kind === 'videoinput' && device.deviceId !== inUse)
      .map((device) => device.deviceId)
      .sort();
    if (deviceId === undefined) return generation === this.generation ? false : 'closed';
    const stream = await streamOf(deviceId);
    if (generation !== this.generation) {
      stopTracks(stream);
      return 'closed';
    }
    if (!stream) return false;
    this.stream = stream;
    this.deviceId = deviceId;
    for (const track of stream.getVideoTracks()) {
      track.addEventListener('ended', () => {
        if (stream === this.stream) ended();
      });
    }
    const hasPicture = await playStream(this.video, stream);
    if (generation !== this.generation) return 'closed';
    if (hasPicture) this.watch(generation);
    else this.close();
    return hasPicture;
  }

  /** Whether this camera is the first of the two by their ids, which stay the same. */
  isFirst(inUse: string): boolean {
    return this.deviceId < inUse;
  }

  /**
   * Waits until `video` shows the picture that was taken nearest to a moment.
   * @returns the milliseconds from the moment to that picture; null when there is none near it
   */
  async nearest(at: number): Promise<number | null> {
    if (this.takenAt < at - near) {
      await new Promise<void>((resolve) => {
        const take = () => {
          this.waiting.delete(take);
          window.clearTimeout(timer);
          resolve();
        };
        const timer = window.setTimeout(take, maxApartMs);
        this.waiting.add(take);
      });
    }
    const apartMs = Math.round(this.takenAt - at);
    return Math.abs(apartMs) <= maxApartMs ? apartMs : null;
  }

  close(): void {
    this.generation++;
    stopTracks(this.stream);
    this.stream = null;
    this.takenAt = -Infinity;
    this.video.srcObject = null;
  }

  private watch(generation: number): void {
    this.video.requestVideoFrameCallback((now, { captureTime = now }) => {
      if (generation !== this.generation) return;
      this.takenAt = captureTime;
      for (const take of this.waiting) take();
      this.watch(generation);
    });
  }
}

async function streamOf(deviceId: string): Promise<MediaStream | null> {
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { deviceId: { exact: deviceId }, ...wantedPictures },
    });
  } catch {
    return null;
  }
}
