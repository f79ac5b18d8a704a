import type { CaptureEnd, CaptureEnding, FrameAnswer } from '../../kiosk/capture.ts';
import type { SharedRequest } from '../shared-capture.ts';

/** One check that looks, until it has what it needs, gives up, or nothing more is to come. */
export class Member {
  readonly request: SharedRequest;
  readonly ended: Promise<CaptureEnd>;
  /** What it last said of a frame. */
  answer: FrameAnswer = { guidance: 'look_here', progress: 0, done: false };
  #frames = 0;
  #isLooking = true;
  #settle: (end: CaptureEnd) => void = () => {};
  #waiting: NodeJS.Timeout;
  readonly #showOutcome: CaptureEnd['showOutcome'];
  readonly #onLeft: () => void;
  readonly #abort = () => this.#leave('aborted');

  /** @param onLeft told when it leaves by itself: it was aborted, or waited for the others too long. */
  constructor(request: SharedRequest, showOutcome: CaptureEnd['showOutcome'], onLeft: () => void) {
    this.request = request;
    this.#showOutcome = showOutcome;
    this.#onLeft = onLeft;
    this.ended = new Promise((resolve) => (this.#settle = resolve));
    const left = Math.max(0, request.deadline - performance.now());
    this.#waiting = setTimeout(() => this.#leave('timed_out'), left);
    request.signal.addEventListener('abort', this.#abort, { once: true });
    if (request.signal.aborted) this.#leave('aborted');
  }

  get isLooking(): boolean {
    return this.#isLooking;
  }

  /** From here on the capture keeps the time, and knows better what was waited for. */
  begin(): void {
    clearTimeout(this.#waiting);
  }

  /** @throws what its check throws; the frame is lost for it, and its last answer stands. */
  async look(jpeg: Uint8Array, attemptId: string): Promise<void> {
    this.#frames++;
    const answer = await this.request.onFrame(jpeg, attemptId);
    if (!this.#isLooking) return;
    this.answer = answer;
    if (answer.done) this.end('done');
  }

  end(ending: CaptureEnding): void {
    if (!this.#isLooking) return;
    this.#isLooking = false;
    clearTimeout(this.#waiting);
    this.request.signal.removeEventListener('abort', this.#abort);
    this.#settle({ ending, frames: this.#frames, showOutcome: this.#showOutcome });
  }

  #leave(ending: CaptureEnding): void {
    this.end(ending);
    this.#onLeft();
  }
}
