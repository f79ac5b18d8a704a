import { randomBytes } from 'node:crypto';
import { BadMessage } from './bad-message.ts';
import { frameLimits } from './frame-limits.ts';
import type { KioskConnection } from './kiosk-connection.ts';
import type { KioskMessage } from './messages.ts';
import type { PendingCapture } from './pending-capture.ts';
import type { Frame } from './read-message.ts';

/** So many pictures in a row that had come before, some three seconds of them, and no other will come. */
const repeatsOfStuckCamera = 24;

interface AttemptParts {
  capture: PendingCapture;
  connection: KioskConnection;
  askFirst: boolean;
  /** Whether the kiosk's last frame was the very same. */
  isRepeated: (jpeg: Uint8Array) => boolean;
}

/** One capture on one connection, under a nonce of its own. */
export class CaptureAttempt {
  readonly id = randomBytes(16).toString('hex');
  readonly capture: PendingCapture;
  readonly connection: KioskConnection;
  readonly #askFirst: boolean;
  readonly #isRepeated: (jpeg: Uint8Array) => boolean;
  #started = false;
  #over = false;
  #lastSequence = -1;
  #unanswered = 0;
  #repeatsInRow = 0;

  constructor({ capture, connection, askFirst, isRepeated }: AttemptParts) {
    this.capture = capture;
    this.connection = connection;
    this.#askFirst = askFirst;
    this.#isRepeated = isRepeated;
  }

  begin(): void {
    this.connection.send({
      type: 'capture_start',
      captureId: this.id,
      purpose: this.capture.purpose,
      visitor: this.capture.request.visitor,
      askFirst: this.#askFirst,
      deadlineMs: Math.max(0, Math.round(this.capture.remaining)),
      frames: {
        ...frameLimits,
        longestSide: this.capture.request.longestSide ?? frameLimits.longestSide,
      },
    });
  }

  /** The camera goes off. Answers to frames that are still being looked at are not sent any more. */
  finish(): void {
    if (this.#over) return;
    this.#over = true;
    this.connection.send({ type: 'capture_end', captureId: this.id });
  }

  /** @throws {BadMessage} */
  receive(message: Extract<KioskMessage, { captureId: string }>): void {
    switch (message.type) {
      case 'capture_started':
        if (this.#started) throw new BadMessage('capture_started twice');
        this.#started = true;
        return;
      case 'capture_declined':
        this.capture.end('declined');
        return;
      case 'capture_failed':
        this.capture.end('camera_failed');
    }
  }

  /** @throws {BadMessage} */
  receiveFrame({ sequence, jpeg }: Frame): void {
    if (!this.#started) throw new BadMessage('frame before capture_started');
    if (sequence <= this.#lastSequence) throw new BadMessage('frame out of order');
    if (this.#unanswered >= frameLimits.unanswered) {
      throw new BadMessage(`more than ${frameLimits.unanswered} frames unanswered`);
    }
    this.#lastSequence = sequence;
    this.#unanswered++;
    this.capture.frames++;
    void this.#answer(sequence, jpeg);
  }

  async #answer(sequence: number, jpeg: Uint8Array): Promise<void> {
    // No live camera delivers the same bytes twice. One that hangs does, and may still show the
    // visitor before, so a repeated frame is answered but is no evidence.
    const repeated = this.#isRepeated(jpeg);
    this.#repeatsInRow = repeated ? this.#repeatsInRow + 1 : 0;
    const { guidance, progress, done } = repeated
      ? { ...this.capture.lastAnswer, done: false }
      : await this.capture.look(jpeg, this.id);
    if (!this.#over) {
      this.#unanswered--;
      this.connection.send({
        type: 'frame_seen',
        captureId: this.id,
        sequence,
        guidance,
        progress,
      });
    }
    if (done) this.capture.end('done');
    else if (this.#repeatsInRow >= repeatsOfStuckCamera) this.capture.end('camera_stuck');
  }
}
