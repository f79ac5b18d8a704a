import type { EventEmitter } from 'node:events';
import type { Timer } from '../platform/clock.ts';
import {
  type CameraState,
  type CameraTaker,
  type KioskMessage,
  type Ready,
} from '../protocol/messages.ts';
import { CaptureAttempt } from './capture-attempt.ts';
import { CaptureLine } from './capture-line.ts';
import type { PendingCapture } from './pending-capture.ts';
import type { CaptureEnding } from './capture.ts';
import type { KioskConnection } from './kiosk-connection.ts';
import { KioskDisplay } from './kiosk-display.ts';
import { KioskSocket, type KioskSocketSettings } from './kiosk-socket.ts';
import { type KioskTimes, BadMessageError, type Frame } from './kiosk-limits.ts';
import { DocumentOffer, type WantedDocument } from './document-offer.ts';
import { DocumentReader } from './document-reader.ts';
import { FrameDigests, PastCaptures } from './frame-memory.ts';
import { cameraEnding, standingOf, type Cameras, type PairedCameras } from './paired-camera.ts';
import type { PairedKiosk } from './pairing.ts';

export interface KioskSettings extends KioskSocketSettings {
  times: KioskTimes;
  /** For deadlines and grace. */
  timer: Timer;
  graceMs: number;
  askFirst: boolean;
  /** Whether any rule asks for identity documents. */
  wantsDocuments: () => boolean;
  /** Whether documents in phones are believed from anybody. */
  arePhonesOffered: () => boolean;
  cameras: Pick<PairedCameras, 'record'>;
  waitNotices: ScreenWitness;
  events: EventEmitter<KioskEvents>;
}

/** What the notices to held visitors have to know of the screens. */
interface ScreenWitness {
  /**
   * The screen has shown the result to the visitor of this sign-in.
   * @param askedAt when the capture was requested, on the clock of `performance.now()`
   */
  noteShown(kiosk: Kiosk, jobId: string, askedAt: number): void;
  /** Another instance has the camera for a visitor. */
  noteOther(kiosk: Kiosk): void;
  /** A camera and its queue are free. */
  noteCameraFree(): void;
}

/** What the kiosks report. */
export interface KioskEvents {
  ready: [Kiosk];
  lost: [Kiosk, cause: string];
  /** Its cameras are others than before, here or in the store. */
  camerasChanged: [Kiosk];
  /** The document reader beside it has connected, or is gone. */
  readerChanged: [Kiosk];
  /** Its reason not to offer the phone is another. */
  phoneChanged: [Kiosk];
  /** Somebody at the idle screen wants to show a document. */
  documentWanted: [Kiosk, wanted: WantedDocument];
}

/** One paired kiosk: its current connection, and its queue of captures. */
export class Kiosk {
  pairing: PairedKiosk;
  readonly socket: KioskSocket;
  /** When the previous visitor will have read their result, on the clock of `performance.now()`. */
  screenFreeAt = -Infinity;
  /** The reader beside the screen; present only while it is connected. */
  readonly reader = new DocumentReader(() => {
    this.offer.tell();
    this.#settings.events.emit('readerChanged', this);
  });
  readonly offer: DocumentOffer;
  readonly #settings: KioskSettings;
  readonly #line = new CaptureLine();
  readonly #display: KioskDisplay;
  readonly #past = new PastCaptures();
  /** Who has the camera through another instance. */
  #taken: CameraTaker = 'nobody';
  #camera: CameraState | null = null;
  #attempt: CaptureAttempt | undefined;
  readonly #digests = new FrameDigests();
  #lostAt = -Infinity;
  #cancelTimer = () => {};

  constructor(kiosk: PairedKiosk, settings: KioskSettings) {
    this.pairing = kiosk;
    this.#settings = settings;
    this.#display = new KioskDisplay({
      times: settings.times,
      connection: () => this.#connection,
      onResultShown: (jobId, askedAt) => settings.waitNotices.noteShown(this, jobId, askedAt),
    });
    this.offer = new DocumentOffer({
      connection: () => this.#connection,
      hasReader: () => this.reader.hasReader,
      wantsDocuments: settings.wantsDocuments,
      arePhonesOffered: settings.arePhonesOffered,
      onObstacle: () => settings.events.emit('phoneChanged', this),
    });
    this.socket = new KioskSocket(settings, {
      onReady: (ready) => this.#ready(ready),
      onMessage: (message) => this.#receive(message),
      onFrame: (frame) => this.#receiveFrame(frame),
      onLost: (cause) => this.#lose(cause),
    });
  }

  get #connection(): KioskConnection | undefined {
    return this.socket.current;
  }

  get connected(): boolean {
    return this.#connection?.ready ?? false;
  }

  /** The kiosk's latest report about its camera; null while it is not connected. */
  get camera(): CameraState | null {
    return this.connected ? this.#camera : null;
  }

  /** Whether a capture runs or waits here, or runs at another instance. */
  get isBusy(): boolean {
    return this.#line.length > 0 || this.#taken !== 'nobody';
  }

  /** Number of captures that run or wait. */
  get lineLength(): number {
    return this.#line.length;
  }

  /** Asks the visitor of a sign-in to wait, when the camera is free. */
  showWaitNotice(jobId: string, language: string | null): boolean {
    if (!this.connected || this.isBusy) return false;
    this.#display.showWaitNotice(jobId, language);
    return true;
  }

  /** Ends the wait notice. @param jobId ends only the notice of this sign-in; null: any */
  endWaitNotice(jobId: string | null): void {
    this.#display.endWaitNotice(jobId);
  }

  /** Tells the visitor of the latest capture that the front desk was asked, when theirs is one of these sign-ins. */
  showDeskAsked(jobIds: readonly string[]): void {
    this.#display.showDeskAsked(jobIds);
  }

  #ready({ camera, taken = 'nobody' }: Ready): void {
    this.offer.reset();
    this.#camera = camera;
    this.#taken = taken;
    this.#settings.events.emit('ready', this);
    this.offer.tell();
    this.#advance();
  }

  join(capture: PendingCapture): void {
    const running = this.#attempt?.capture;
    const yielding = this.#line.join(capture);
    capture.enter('in_line');
    capture.onEnd(() => this.#end(capture));
    if (running && yielding.includes(running)) this.#interrupt(running);
    this.#advance();
  }

  /** Turns the camera off; the capture queues for another attempt. */
  #interrupt(running: PendingCapture): void {
    // The document's owner may be gone when the capture would resume.
    if (running.mayWait && running.purpose === 'document') return running.end('aborted');
    running.wasInterrupted = running.mayWait;
    // The visitor who signs in first also gets time to read their result.
    running.notBefore = undefined;
    running.showOutcome = () => {};
    this.#attempt?.finish();
    this.#forgetAttempt();
    running.enter('in_line');
  }

  /** Gives the camera to another sign-in, if nobody has stepped up at this one. */
  #considerOthers(running: PendingCapture): void {
    if (this.#attempt?.capture !== running || !this.#line.yield(running)) return;
    running.giveWay();
    this.#attempt.finish();
    this.#forgetAttempt();
    running.enter('in_line');
    this.#advance();
  }

  /** Ends every capture and the connection. Resolves when the socket is gone. */
  async close(ending: CaptureEnding, code: number, reason: string): Promise<void> {
    for (const capture of [...this.#line].reverse()) capture.end(ending);
    this.#cancelTimer();
    this.reader.close(code, reason);
    await this.socket.closeAll(code, reason);
  }

  /** Takes the next possible step. Safe to call at any time. */
  #advance(): void {
    this.#cancelTimer();
    const capture = this.#line.first;
    if (!capture || this.#attempt) return;
    const now = this.#settings.timer.now();
    // The previous visitor may read their result, for at most a quarter of this capture's time.
    capture.notBefore ??= Math.min(this.screenFreeAt, now + capture.remaining / 4);
    if (capture.notBefore > now) this.#advanceIn(capture.notBefore - now);
    else if (this.connected && !this.#mayBegin(capture)) capture.enter('in_line');
    else if (this.#connection?.ready) this.#begin(capture, this.#connection);
    else this.#awaitKiosk(capture, now);
  }

  #mayBegin({ mayWait }: PendingCapture): boolean {
    return this.#taken === 'nobody' || (this.#taken === 'yielding' && !mayWait);
  }

  #advanceIn(milliseconds: number): void {
    const { timer } = this.#settings;
    this.#cancelTimer = timer.after(Math.ceil(milliseconds), () => this.#advance());
  }

  #awaitKiosk(capture: PendingCapture, now: number): void {
    capture.enter('kiosk_away');
    const left = Math.max(this.#lostAt, capture.askedAt) + this.#settings.graceMs - now;
    if (left > 0) this.#advanceIn(left);
    else capture.end('kiosk_offline');
  }

  #begin(capture: PendingCapture, connection: KioskConnection): void {
    if (capture.frames === 0) this.#digests.begin();
    capture.request.onKiosk?.(this.pairing.id);
    if (capture.isOver) return;
    const attempt = new CaptureAttempt({
      capture,
      connection,
      askFirst: this.#settings.askFirst || capture.wasInterrupted,
      isRepeated: (jpeg, camera) => this.#digests.isRepeated(jpeg, camera),
      onLooked: () => this.#considerOthers(capture),
    });
    this.#attempt = attempt;
    const { askedAt, request } = capture;
    const jobId = request.jobId ?? null;
    capture.showOutcome = this.#display.begin({
      captureId: attempt.id,
      connection,
      jobId,
      askedAt,
    });
    capture.enter('running');
    attempt.begin();
  }

  #end(capture: PendingCapture): void {
    this.#line.leave(capture);
    if (this.#attempt?.capture === capture) {
      this.#attempt.finish();
      this.#forgetAttempt();
      this.#noteRead();
    }
    if (!this.isBusy) this.#settings.waitNotices.noteCameraFree();
    this.#advance();
  }

  /** The visitor of a capture that has ended reads the result before the next capture begins. */
  #noteRead(): void {
    const { timer, times } = this.#settings;
    this.screenFreeAt = timer.now() + times.outcomeHoldMs;
    for (const waiting of this.#line) waiting.notBefore = undefined;
  }

  #lose(cause: string): void {
    this.#taken = 'nobody';
    this.#lostAt = this.#settings.timer.now();
    this.screenFreeAt = -Infinity;
    this.#forgetAttempt();
    this.#settings.events.emit('lost', this, cause);
    this.#advance();
  }

  #forgetAttempt(): void {
    if (!this.#attempt) return;
    this.#past.add(this.#attempt.id);
    this.#attempt.leave();
    this.#attempt = undefined;
  }

  #receive(message: Exclude<KioskMessage, { type: 'ready' }>): void {
    if (message.type === 'camera_changed') this.#camera = message.camera;
    if (message.type === 'capture_failed' && !message.isSecond) this.#camera = message.camera;
    if (message.type === 'camera_changed') return;
    if (message.type === 'wallet_changed') return void (this.offer.wallet = message.wallet);
    if (message.type === 'camera_taken') return this.#cameraTaken(message.by);
    if (message.type === 'document_wanted') {
      const { language, from = 'chip' } = message;
      if (this.offer.isShown(from) && this.#line.length === 0) {
        this.#settings.events.emit('documentWanted', this, { language, from });
      }
      return;
    }
    const attempt = this.#attemptOf(message);
    if (message.type === 'capture_busy') {
      if (this.#taken === 'nobody') this.#cameraTaken('visitor');
      return attempt && this.#interrupt(attempt.capture);
    }
    attempt?.receive(message);
    if (attempt && message.type === 'capture_started')
      this.#compareCameras(attempt, message.cameras);
  }

  #cameraTaken(by: CameraTaker): void {
    const wasTaken = this.#taken !== 'nobody';
    this.#taken = by;
    // The page may still give the camera to a running attempt.
    if (by !== 'nobody' && !this.#attempt) this.#display.leave();
    if (by === 'nobody' && wasTaken) this.#noteRead();
    if (by === 'visitor') this.#settings.waitNotices.noteOther(this);
    if (!this.isBusy) this.#settings.waitNotices.noteCameraFree();
    this.#advance();
  }

  /** Compares the cameras before any frame is analysed. */
  #compareCameras(attempt: CaptureAttempt, seen: Cameras | undefined): void {
    const standing = standingOf(this.pairing.cameras, seen);
    if (standing === 'as_paired') return;
    attempt.waitForCamera(this.#recordCameras(seen, standing));
  }

  async #recordCameras(seen: Cameras | undefined, standing: 'first' | 'changed') {
    const { cameras, events } = this.#settings;
    const stored = await cameras.record(this.pairing.id, seen, standing);
    if (stored) this.pairing = { ...this.pairing, ...stored };
    if (standing === 'changed') events.emit('camerasChanged', this);
    return cameraEnding(stored, seen, standing);
  }

  #receiveFrame(frame: Frame): void {
    const attempt = this.#attemptOf(frame);
    if (attempt) attempt.receiveFrame(frame);
    else this.#past.countFrame(frame.captureId);
  }

  /** Returns undefined for a late message of an ended capture. @throws {BadMessageError} */
  #attemptOf({ captureId }: { captureId: string }): CaptureAttempt | undefined {
    if (captureId === this.#attempt?.id) return this.#attempt;
    if (this.#past.has(captureId)) return undefined;
    throw new BadMessageError('not the running capture');
  }
}
