import type { CaptureEnd, FrameAnswer, Kiosks } from '../kiosk/capture.ts';
import type { OutcomeMessage } from '../kiosk/messages.ts';
import type { Vision } from '../vision/vision.ts';
import { refusalOfEnding, refusalOfGuide, type CameraRefusal } from './camera-refusals.ts';
import { PoseGuide, type GuideFailure, type GuideState } from './pose-guide.ts';

export interface ShootOptions {
  vision: Vision;
  kiosks: Kiosks;
  kiosk: { id: string; name: string };
  /** How the person is addressed on the screen, or null. */
  visitor: string | null;
  needsLiveness: boolean;
  signal: AbortSignal;
  onState: (state: GuideState) => void;
}

/** A line before the kiosk, a tap where one is asked for, and the poses; never longer than this. */
const longestMs = 120_000;

/** One capture at one kiosk that takes a picture of each pose. The pictures stay in memory. */
export class Shoot {
  readonly #options: ShootOptions;
  #guide: PoseGuide;
  #attemptId: string | null = null;
  #end: CaptureEnd | null = null;
  #refusal: CameraRefusal | null = null;
  #taking: Promise<readonly Uint8Array[]> | null = null;
  // Frames are analysed side by side but weighed in the order of their arrival.
  #weighing: Promise<unknown> = Promise.resolve();

  constructor(options: ShootOptions) {
    this.#options = options;
    this.#guide = this.#newGuide();
  }

  /** Whether the camera was asked for at all. */
  get begun(): boolean {
    return this.#taking !== null;
  }

  /** Why there are no pictures; null while that is not known, and when there are. */
  get refusal(): CameraRefusal | null {
    return this.#refusal;
  }

  /** Turns the camera on, the first time. Rejects with a `CameraRefusal`. */
  pictures(): Promise<readonly Uint8Array[]> {
    this.#taking ??= this.#take();
    return this.#taking;
  }

  showOutcome(message: OutcomeMessage): void {
    this.#end?.showOutcome(message);
  }

  async #take(): Promise<readonly Uint8Array[]> {
    const { kiosks, kiosk, visitor, signal } = this.#options;
    this.#end = await kiosks.capture({
      locationId: null,
      deviceId: null,
      kioskId: kiosk.id,
      purpose: 'enrolment',
      visitor,
      deadline: performance.now() + longestMs,
      signal,
      onFrame: (jpeg, attemptId) => this.#onFrame(jpeg, attemptId),
    });
    const { ending } = this.#end;
    const { outcome, pose } = this.#guide.state;
    const isComplete = ending === 'done' && outcome === 'complete' && !signal.aborted;
    if (isComplete) return this.#guide.pictures;
    const failure = this.#failure(this.#end);
    this.#refusal =
      failure === null
        ? refusalOfEnding(ending === 'done' ? 'aborted' : ending, kiosk.name)
        : refusalOfGuide(failure, { pose, obstacle: this.#guide.obstacle });
    throw this.#refusal;
  }

  /** What the guide gave up for, or was about to; null when something else ended the capture. */
  #failure({ ending, frames }: CaptureEnd): GuideFailure | null {
    if (ending === 'timed_out') return frames > 0 ? 'too_slow' : null;
    const { outcome } = this.#guide.state;
    return ending === 'done' && outcome !== 'complete' ? outcome : null;
  }

  #onFrame(jpeg: Uint8Array, attemptId: string): Promise<FrameAnswer> {
    const at = performance.now();
    // The frame shares the memory of a message; it may have to be kept for longer.
    const kept = Uint8Array.from(jpeg);
    const analysis = this.#options.vision.analyze(kept);
    const answer = this.#weighing.then(async () => {
      const seen = await analysis;
      if (attemptId !== this.#attemptId) {
        // After a lost connection somebody else may stand there.
        this.#attemptId = attemptId;
        this.#guide = this.#newGuide();
      }
      const state = this.#guide.see(seen, kept, at);
      this.#options.onState(state);
      const { guidance, progress, outcome } = state;
      return { guidance, progress, done: outcome !== null };
    });
    this.#weighing = answer.catch(() => {});
    return answer;
  }

  #newGuide(): PoseGuide {
    return new PoseGuide(this.#options.vision.model, this.#options.needsLiveness);
  }
}
