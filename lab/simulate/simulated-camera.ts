import type { CaptureStart, KioskMessage } from '#server/protocol/messages.ts';
import { FrameFitter, openFeed, type FrameSource, SimulatedFrameSender } from './frames.ts';

export interface SimulatedCameraOptions {
  /** The camera's frames; a list begins again with each capture. */
  frames: FrameSource;
  /** The second camera's frames, of the same moments. Default: the kiosk has one camera. */
  second?: FrameSource;
  /** Whether a list begins again after its last picture (default true). */
  loop?: boolean;
  /** The camera's frame rate (default 8). */
  fps?: number;
  /** Whether the camera hangs: the same pictures are sent byte for byte. */
  frozen?: boolean;
}

/** Where the messages and the frames of a camera go. */
interface CameraEvents {
  onMessage: (message: KioskMessage) => void;
  onFrame: (frame: Uint8Array) => void;
}

/** The one or two cameras of a kiosk without a browser. */
export class SimulatedCamera {
  readonly #options: SimulatedCameraOptions;
  readonly #events: CameraEvents;
  #frames: FrameSource;
  #second: FrameSource | undefined;
  #sender: SimulatedFrameSender | undefined;
  #fitter: FrameFitter | undefined;

  constructor(options: SimulatedCameraOptions, events: CameraEvents) {
    this.#options = options;
    this.#events = events;
    this.#frames = options.frames;
    this.#second = options.second;
  }

  /** Changes the picture at once. @param second what the second camera sees from the next capture on */
  show(frames: FrameSource, second?: FrameSource): void {
    this.#frames = frames;
    this.#second = second;
    if (this.#sender) this.#sender.feed = this.#openFeed(frames);
  }

  /** Begins to send frames, or says that the second camera is missing. @param frames default: those that are shown */
  turnOn(capture: CaptureStart, frames = this.#frames): void {
    const { captureId } = capture;
    const { onMessage, onFrame } = this.#events;
    const second = this.#second;
    const needsTwo = capture.frames.cameras === 2;
    if (needsTwo && !second) {
      onMessage({ type: 'capture_failed', captureId, camera: 'ready', isSecond: true });
      return;
    }
    onMessage({ type: 'capture_started', captureId });
    const { longestSide } = capture.frames;
    if (this.#fitter?.longestSide !== longestSide) this.#fitter = new FrameFitter(longestSide);
    const { fps = 8, frozen = false } = this.#options;
    this.#sender = new SimulatedFrameSender({
      capture,
      feed: this.#openFeed(frames),
      ...(needsTwo && second && { second: this.#openFeed(second) }),
      fitter: this.#fitter,
      fps,
      frozen,
      send: onFrame,
    });
    void this.#sender.run();
  }

  turnOff(): void {
    this.#sender?.stop();
    this.#sender = undefined;
  }

  /** The service has answered a frame. */
  noteAnswer(): void {
    this.#sender?.noteAnswer();
  }

  #openFeed(frames: FrameSource) {
    return openFeed(frames, this.#options.loop ?? true);
  }
}
