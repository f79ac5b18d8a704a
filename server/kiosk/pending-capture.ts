import type { FastifyBaseLogger } from 'fastify';
import type { CaptureEnding, CaptureRequest, FrameAnswer } from './capture.ts';
import type { CapturePurpose, OutcomeMessage } from './messages.ts';

/** What a capture waits for, and what its end is called when its time is up meanwhile. */
const endingWhile = {
  /** Other visitors are before it. */
  in_line: 'kiosk_busy',
  /** Its turn, but the kiosk is not connected. */
  kiosk_away: 'kiosk_offline',
  running: 'timed_out',
} as const satisfies Record<string, CaptureEnding>;

type Phase = keyof typeof endingWhile;

/** One call of `capture`: settles once, at its deadline at the latest, whatever anybody does. */
export class PendingCapture {
  readonly request: CaptureRequest;
  readonly ended: Promise<CaptureEnding>;
  /** On the clock of `performance.now()`. */
  askedAt = 0;
  /** Not before this moment, so that the visitor before can read what came of theirs. */
  notBefore: number | undefined;
  /** Frames received. */
  frames = 0;
  showOutcome: (message: OutcomeMessage) => void = () => {};
  #lastAnswer: FrameAnswer = { guidance: 'look_here', progress: 0, done: false };
  #isOver = false;
  #onEnd: (() => void) | undefined;
  #settle: (ending: CaptureEnding) => void = () => {};
  #timer: NodeJS.Timeout | undefined;
  readonly #minimumMs: number;
  readonly #logger: FastifyBaseLogger;
  readonly #abort = () => this.end('aborted');

  /** @param minimumMs with less time than this left there is no point in waiting any more. */
  constructor(request: CaptureRequest, minimumMs: number, logger: FastifyBaseLogger) {
    this.request = request;
    this.#minimumMs = minimumMs;
    this.#logger = logger;
    this.ended = new Promise((resolve) => (this.#settle = resolve));
  }

  get purpose(): CapturePurpose {
    return this.request.purpose ?? 'sign_in';
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Milliseconds until the deadline; negative when it has passed. */
  get remaining(): number {
    return this.request.deadline - performance.now();
  }

  start(): void {
    this.askedAt = performance.now();
    this.request.signal.addEventListener('abort', this.#abort, { once: true });
    if (this.request.signal.aborted) this.end('aborted');
    else if (this.remaining < this.#minimumMs) this.end('timed_out');
    else this.enter('kiosk_away');
  }

  enter(phase: Phase): void {
    if (this.#isOver) return;
    clearTimeout(this.#timer);
    const spare = phase === 'running' ? 0 : this.#minimumMs;
    const delay = Math.min(Math.max(this.remaining - spare, 0), 2 ** 31 - 1);
    this.#timer = setTimeout(() => this.end(endingWhile[phase]), delay);
  }

  /** Called synchronously at the end, before the caller of `capture` hears of it. */
  onEnd(listener: () => void): void {
    this.#onEnd = listener;
  }

  end(ending: CaptureEnding): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.request.signal.removeEventListener('abort', this.#abort);
    this.#onEnd?.();
    this.#settle(ending);
  }

  /** What to tell the kiosk about a frame. A caller that fails costs the frame, not the capture. */
  async look(jpeg: Uint8Array, attemptId: string): Promise<FrameAnswer> {
    try {
      this.#lastAnswer = await this.request.onFrame(jpeg, attemptId);
    } catch (error) {
      this.#logger.error({ err: error }, 'a frame could not be looked at');
    }
    return this.#lastAnswer;
  }

  /** What to tell the kiosk about a frame that is not looked at. */
  get lastAnswer(): FrameAnswer {
    return this.#lastAnswer;
  }
}
