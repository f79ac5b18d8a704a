import { randomBytes } from 'node:crypto';
import type { CodeRequest } from '../protocol/code-messages.ts';
import type { DocumentRequest } from '../protocol/document-messages.ts';
import type { KioskMessage } from '../protocol/messages.ts';
import type { CaptureEnding } from './capture.ts';
import { DocumentDialogue } from './document-dialogue.ts';
import type { FrameCamera } from './frame-memory.ts';
import type { KioskConnection } from './kiosk-connection.ts';
import { frameLimits, BadMessageError, type Frame } from './kiosk-limits.ts';
import type { PendingCapture, Pictures } from './pending-capture.ts';

/** After this many repeated frames in a row, about three seconds, the camera is stuck. */
const repeatsOfStuckCamera = 24;

interface FrameRun {
  lastSequence: number;
  unanswered: number;
}

interface AttemptDeps {
  capture: PendingCapture;
  connection: KioskConnection;
  askFirst: boolean;
  /** Whether the kiosk has sent the same bytes before. */
  isRepeated: (jpeg: Uint8Array, camera: FrameCamera) => boolean;
  /** Called after each frame that was looked at, unless the capture is over. */
  onLooked: () => void;
}

/** One attempt at a capture, on one connection and with its own nonce. */
export class CaptureAttempt {
  readonly id = randomBytes(16).toString('hex');
  readonly capture: PendingCapture;
  readonly connection: KioskConnection;
  readonly #askFirst: boolean;
  readonly #isRepeated: AttemptDeps['isRepeated'];
  readonly #onLooked: () => void;
  /** The frames since the camera turned on; null while it is off. */
  #run: FrameRun | null = null;
  #agreed = false;
  #over = false;
  /** Pending until the camera is on record. */
  #camera: Promise<void> | undefined;
  #repeatsInRow = 0;
  /** Number of frames in analysis, or waiting for it. */
  #looking = 0;
  #isCodeWanted = false;
  readonly #document: DocumentDialogue | null;

  constructor({ capture, connection, askFirst, isRepeated, onLooked }: AttemptDeps) {
    this.capture = capture;
    this.connection = connection;
    this.#askFirst = askFirst;
    this.#isRepeated = isRepeated;
    this.#onLooked = onLooked;
    const { document } = capture.request;
    const show = (request: DocumentRequest) => {
      // The page turns its camera off now, and reports when the camera is on again.
      if (request.step !== 'key') this.#run = null;
      if (!this.#over) connection.send({ type: 'document_step', captureId: this.id, ...request });
    };
    this.#document = document ? new DocumentDialogue(document, show) : null;
  }

  begin(): void {
    const { language, consent, visitor, asksToMove, code, document, longestSide, needsTwoCameras } =
      this.capture.request;
    this.connection.send({
      type: 'capture_start',
      captureId: this.id,
      purpose: this.capture.purpose,
      ...(document?.from === 'phone' && { from: 'phone' }),
      ...(document?.hasChoice && { hasChoice: true }),
      visitor,
      ...(language && { language }),
      askFirst: this.#askFirst,
      ...(this.capture.mayWait && { givesWay: true }),
      ...(consent && { consent }),
      asksToMove: asksToMove?.() ?? false,
      ...(code && { asksCode: true }),
      silenceMs: this.connection.beatQuickly(true),
      deadlineMs: Math.max(0, Math.round(this.capture.remaining)),
      frames: {
        ...frameLimits,
        ...(longestSide !== undefined && { longestSide }),
        ...(needsTwoCameras && { cameras: 2 }),
      },
    });
  }

  /** Turns the camera off. Frames that are still in analysis get no answer. */
  finish(): void {
    if (this.#over) return;
    this.#over = true;
    this.connection.send({ type: 'capture_end', captureId: this.id });
    this.connection.beatQuickly(false);
  }

  /** Runs when the attempt has ended, or its connection is lost. */
  leave(): void {
    this.#document?.end();
  }

  /** @throws {BadMessageError} */
  receive(message: Extract<KioskMessage, { captureId: string }>): void {
    switch (message.type) {
      case 'consent_given':
        this.#agree(message);
        return;
      case 'capture_started':
        if (this.#run && !this.#document) throw new BadMessageError('capture_started twice');
        if (this.capture.request.consent && !this.#agreed) {
          throw new BadMessageError('capture_started without consent');
        }
        this.#document?.expectCamera();
        this.#run = { lastSequence: -1, unanswered: 0 };
        this.capture.request.code?.onScreen({ ask: (request) => this.#askCode(request) });
        return;
      case 'capture_declined':
        this.capture.end('declined');
        return;
      case 'cannot_move':
        if (!this.capture.request.asksToMove?.())
          throw new BadMessageError('this capture asks for no movement');
        this.capture.end('cannot_move');
        return;
      case 'code_typed':
        this.#answerCode(message.code);
        return;
      case 'code_declined':
        this.#answerCode(null);
        return;
      case 'document_agreed':
      case 'document_key':
      case 'wallet_answer':
      case 'wallet_failed':
        if (!this.#document) throw new BadMessageError('this capture reads no document');
        this.#document.receive(message);
        return;
      case 'capture_failed':
        this.capture.end(message.isSecond ? 'second_camera_missing' : 'camera_failed');
    }
  }

  #askCode(request: CodeRequest): void {
    if (this.#over) return;
    this.#isCodeWanted = true;
    this.connection.send({ type: 'code_wanted', captureId: this.id, ...request });
  }

  /** Takes one code for each request, so that nobody sends several guesses at once. */
  #answerCode(code: string | null): void {
    if (!this.#isCodeWanted) throw new BadMessageError('no code is wanted');
    this.#isCodeWanted = false;
    this.capture.request.code?.onCode(code);
  }

  #agree({ version, language }: Extract<KioskMessage, { type: 'consent_given' }>): void {
    const { consent } = this.capture.request;
    if (!consent) throw new BadMessageError('this capture asks for no consent');
    const isAsked = consent.texts.some((one) => one.language === language);
    if (version !== consent.version || !isAsked) {
      throw new BadMessageError('another text was asked about');
    }
    if (this.#agreed) throw new BadMessageError('consent_given twice');
    this.#agreed = true;
    this.capture.request.onAgreed?.(language);
    this.capture.tell('agreed');
  }

  /** @throws {BadMessageError} */
  receiveFrame({ sequence, jpeg, second }: Frame): void {
    const run = this.#run;
    // The page sent this frame before it received the next step of the document.
    if (!run && this.#document) return;
    if (!run) throw new BadMessageError('frame before capture_started');
    if (second && !this.capture.request.needsTwoCameras)
      throw new BadMessageError('this capture has one camera');
    if (sequence <= run.lastSequence) throw new BadMessageError('frame out of order');
    if (run.unanswered >= frameLimits.unanswered) {
      throw new BadMessageError(`more than ${frameLimits.unanswered} frames unanswered`);
    }
    run.lastSequence = sequence;
    run.unanswered++;
    this.capture.frames++;
    // After a page restarts its camera, earlier frames may still be in analysis.
    const isLookedAt = this.#looking < 2 * frameLimits.unanswered;
    void this.#answer(run, sequence, isLookedAt ? { jpeg, second } : null);
  }

  /** Delays the analysis until the camera is on record. @param ending null: the capture may continue */
  waitForCamera(ending: Promise<CaptureEnding | null>): void {
    this.#camera = ending.then((cause) => {
      if (cause !== null) this.capture.end(cause);
    });
  }

  /** @param pictures null: the frame is answered without analysis */
  async #answer(run: FrameRun, sequence: number, pictures: Pictures | null): Promise<void> {
    if (pictures) this.#looking += 1;
    try {
      await this.#answerLooked(run, sequence, pictures);
    } finally {
      if (pictures) this.#looking -= 1;
    }
  }

  async #answerLooked(run: FrameRun, sequence: number, pictures: Pictures | null): Promise<void> {
    if (pictures) await this.#camera;
    if (this.#over) return;
    // No live camera delivers the same bytes twice. A camera that hangs does, and may still show the
    // previous visitor. So a repeated frame gets an answer but is no evidence.
    const repeated = pictures !== null && this.#isRepeated(pictures.jpeg, 'first');
    // A second camera that hangs, or that is fed with the first one's picture, is no partner.
    const hasPartner =
      pictures?.second != null && !this.#isRepeated(pictures.second.jpeg, 'second');
    this.#repeatsInRow = repeated ? this.#repeatsInRow + 1 : 0;
    const { guidance, progress, done, path, outline } =
      pictures === null || repeated
        ? { ...this.capture.lastAnswer, done: false }
        : await this.capture.look(hasPartner ? pictures : { ...pictures, second: null }, this.id);
    run.unanswered--;
    // When its camera turns on again, the page counts frames from 0.
    if (!this.#over && run === this.#run) {
      this.connection.send({
        type: 'frame_seen',
        captureId: this.id,
        sequence,
        guidance,
        progress,
        ...(path && { path }),
        ...(outline && { outline }),
      });
    }
    if (done) this.capture.end('done');
    else if (this.#repeatsInRow >= repeatsOfStuckCamera) this.capture.end('camera_stuck');
    else if (!this.#over) this.#onLooked();
  }
}
