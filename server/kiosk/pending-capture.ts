import type { FastifyBaseLogger } from 'fastify';
import type { Timer } from '../platform/clock.ts';
import type { CapturePurpose, OutcomeMessage } from '../protocol/messages.ts';
import type { CaptureEnding, CapturePhase, CaptureRequest, FrameAnswer } from './capture.ts';
import type { Frame } from './kiosk-limits.ts';

/** The pictures of one moment. */
export type Pictures = Pick<Frame, 'jpeg' | 'second'>;

/** The phases of a capture, and its ending when the deadline comes in that phase. */
const endingWhile = {
  /** Other visitors come first. */
  in_line: 'kiosk_busy',
  /** It is this capture's turn, but the kiosk is not connected. */
  kiosk_away: 'kiosk_offline',
  running: 'timed_out',
} as const satisfies Partial<Record<CapturePhase, CaptureEnding>>;

type Phase = keyof typeof endingWhile;

/**
 * Milliseconds without a face: before another sign-in that then has the first claim to the person who steps up, and until a
 * capture gives way in any case. A visitor at the iPad looks up within two seconds.
 */
const absentMs = { before: 2000, atLast: 4000 } as const;

/** One call of `capture`. It settles once, at its deadline at the latest. */
export class PendingCapture {
  readonly request: CaptureRequest;
  readonly ended: Promise<CaptureEnding>;
  /** On the clock of `performance.now()`. */
  askedAt = 0;
  /** The earliest start, so that the previous visitor can read their result. */
  notBefore: number | undefined;
  /** Frames received. */
  frames = 0;
  /** The capture gave way to a sign-in, so another person may be at the screen when it resumes. */
  wasInterrupted = false;
  showOutcome: (message: OutcomeMessage) => void = () => {};
  /** When frames without a face began, on the clock of `performance.now()`; null before the first frame. */
  #emptySince: number | null = null;
  /** A face was seen after an empty picture, and nobody else had the first claim to it. */
  #hasFace = false;
  #hasSteppedUp = false;
  #lastAnswer: FrameAnswer = { guidance: 'look_here', progress: 0, done: false };
  #isOver = false;
  #onEnd: (() => void) | undefined;
  #settle: (ending: CaptureEnding) => void = () => {};
  #cancelTimer = () => {};
  readonly #timer: Timer;
  readonly #minimumMs: number;
  readonly #logger: FastifyBaseLogger;
  readonly #abort = () => this.end('aborted');
  readonly #enough = () => this.end('done');

  /** @param minimumMs with less time than this left, the capture ends instead of waiting */
  constructor(request: CaptureRequest, minimumMs: number, logger: FastifyBaseLogger, timer: Timer) {
    this.#timer = timer;
    this.request = request;
    this.#minimumMs = minimumMs;
    this.#logger = logger;
    this.ended = new Promise((resolve) => (this.#settle = resolve));
  }

  get purpose(): CapturePurpose {
    return this.request.purpose ?? 'sign_in';
  }

  /** Sign-ins go first, because Envoy holds a call for each of them. */
  get mayWait(): boolean {
    const { jobId, givesWay = false } = this.request;
    return jobId === undefined && (givesWay || ['enrolment', 'document'].includes(this.purpose));
  }

  get #enoughSignal(): AbortSignal | undefined {
    const { code, document } = this.request;
    return (code ?? document)?.enough;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Milliseconds until the deadline; negative when it has passed. */
  get remaining(): number {
    return this.request.deadline - this.#timer.now();
  }

  start(): void {
    this.askedAt = this.#timer.now();
    this.request.signal.addEventListener('abort', this.#abort, { once: true });
    this.#enoughSignal?.addEventListener('abort', this.#enough, { once: true });
    if (this.request.signal.aborted) this.end('aborted');
    else if (this.#enoughSignal?.aborted) this.end('done');
    else if (this.remaining < this.#minimumMs) this.end('timed_out');
    else this.enter('kiosk_away');
  }

  enter(phase: Phase): void {
    if (this.#isOver) return;
    this.#cancelTimer();
    const spare = phase === 'running' ? 0 : this.#minimumMs;
    const delay = Math.min(Math.max(this.remaining - spare, 0), 2 ** 31 - 1);
    this.#cancelTimer = this.#timer.after(delay, () => this.end(endingWhile[phase]));
    this.tell(phase);
  }

  /** Reports the phase. An error of the listener does not end the capture. */
  tell(phase: CapturePhase): void {
    try {
      this.request.onPhase?.(phase);
    } catch (error) {
      this.#logger.error({ err: error }, 'a listener to a capture failed');
    }
  }

  /** Sets a listener that runs synchronously at the end, before the caller of `capture` gets the result. */
  onEnd(listener: () => void): void {
    this.#onEnd = listener;
  }

  end(ending: CaptureEnding): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelTimer();
    this.request.signal.removeEventListener('abort', this.#abort);
    this.#enoughSignal?.removeEventListener('abort', this.#enough);
    this.#onEnd?.();
    this.#settle(ending);
  }

  /** Returns the answer to a frame. An error of the caller costs only this frame, not the capture. */
  async look({ jpeg, second }: Pictures, attemptId: string): Promise<FrameAnswer> {
    try {
      this.#lastAnswer = await this.request.onFrame(jpeg, attemptId, second);
      this.#notePresence(this.#lastAnswer);
    } catch (error) {
      this.#logger.error({ err: error }, 'frame not analysed');
    }
    return this.#lastAnswer;
  }

  #notePresence({ isEmpty = false }: FrameAnswer): void {
    if (this.#hasSteppedUp) this.#hasFace = true;
    else if (!isEmpty) this.#hasSteppedUp = true;
    else this.#emptySince ??= this.#timer.now();
  }

  /** Starts over behind the other sign-ins. */
  giveWay(): void {
    this.#emptySince = null;
    this.#hasSteppedUp = false;
    this.notBefore = undefined;
    this.showOutcome = () => {};
    this.request.onGaveWay?.();
  }

  /**
   * Whether another sign-in comes first: nobody has stepped up for a while, or somebody has only after the other
   * sign-in began, to an empty camera.
   */
  yieldsTo(other: PendingCapture): boolean {
    if (this.#emptySince === null || this.#hasFace) return false;
    const { askedAt } = other;
    if (!this.#hasSteppedUp) return this.#timer.now() - this.#emptySince >= absentMs.atLast;
    return askedAt - this.#emptySince >= absentMs.before;
  }

  /** The answer for a frame that is not analysed. */
  get lastAnswer(): FrameAnswer {
    return this.#lastAnswer;
  }
}
