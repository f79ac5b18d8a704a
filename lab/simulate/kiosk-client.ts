import { EventEmitter } from 'node:events';
import { Compile } from 'typebox/compile';
import {
  protocolVersion,
  ServiceMessage,
  type CameraState,
  type CameraTaker,
  type CaptureStart,
  type DotPath,
  type Guidance,
  type KioskMessage,
  type OutcomeMessage,
  type ServiceMessage as Message,
} from '#server/protocol/messages.ts';
import type { CodeRequest } from '#server/protocol/code-messages.ts';
import {
  zoneFrames,
  type DocumentKey,
  type DocumentRequest,
  type DocumentSource,
  type SealedAnswer,
  type WalletAvailability,
  type WalletFailure,
} from '#server/protocol/document-messages.ts';
import { pairKiosk } from '../../scripts/pairing.ts';
import { SimulatedSocket } from './simulated-socket.ts';
import type { SharedCamera } from './shared-camera.ts';
import type { FrameSource } from './frames.ts';
import { SimulatedCamera, type SimulatedCameraOptions } from './simulated-camera.ts';

export interface KioskClientOptions extends SimulatedCameraOptions {
  /** The lobby listener, for example `http://127.0.0.1:8788`. */
  url: string;
  /** Token of an earlier pairing; without one, `code` is exchanged for a token. */
  token?: string;
  code?: string;
  /** Whether the visitor answers each capture with "no camera, please". */
  decline?: boolean;
  /** The visitor's answer to a request for consent (default `agree`); `wait`: no answer yet. */
  consent?: 'agree' | 'wait';
  /** The camera state that the kiosk reports (default `ready`); in other states, captures fail. */
  camera?: CameraState;
  /** Whether to reconnect after a lost connection (default true). */
  reconnect?: boolean;
  /** Whether the page can ask a phone; absent: it says nothing of it. */
  wallet?: WalletAvailability;
  /** Lends the camera to one of several clients, each with a socket to another instance. */
  shared?: SharedCamera;
}

export interface KioskClientEvents {
  connected: [kiosk: { name: string }];
  disconnected: [code: number, reason: string];
  /** The service rejects this kiosk for good; the kiosk does not reconnect by itself. */
  sentAway: [why: string];
  capture: [CaptureStart];
  guidance: [guidance: Guidance, progress: number, path: DotPath | null];
  codeWanted: [CodeRequest];
  documentOffered: [byChip: boolean, byPhone: boolean];
  documentStep: [DocumentRequest];
  captureEnd: [];
  outcome: [OutcomeMessage];
  held: [];
  heldOver: [];
  deskAsked: [];
}

const validator = Compile(ServiceMessage);

/** A kiosk without a browser: pairs, connects and sends pictures like the page. */
export class KioskClient extends EventEmitter<KioskClientEvents> {
  readonly #options: KioskClientOptions;
  readonly #camera: SimulatedCamera;
  readonly #connection: SimulatedSocket;
  #token: string | undefined;
  #captureId: string | undefined;
  /** The capture that waits for the camera. */
  #capture: CaptureStart | undefined;

  constructor(options: KioskClientOptions) {
    super();
    this.#options = options;
    this.#camera = new SimulatedCamera(options, {
      onMessage: (message) => this.#send(message),
      onFrame: (frame) => this.#connection.send(frame),
    });
    const { url, reconnect = true } = options;
    this.#connection = new SimulatedSocket({
      ...{ url, reconnect },
      onMessage: (text) => this.#receive(text),
      onClosed: (code, reason, wasOpen) => {
        if (wasOpen) this.emit('disconnected', code, reason);
        this.#options.shared?.leave(this);
        this.#endCapture();
      },
      onSentAway: (why) => this.emit('sentAway', why),
    });
    this.#token = options.token;
  }

  /** The kiosk's token, once paired. */
  get token(): string | undefined {
    return this.#token;
  }

  /** Resolves when the kiosk is connected. @throws {Error} when pairing fails or the service refuses the kiosk. */
  async start(): Promise<void> {
    const { url, code } = this.#options;
    this.#token ??= await pairKiosk(url, code ?? '');
    const greeted = new Promise<void>((resolve, reject) => {
      this.once('connected', () => resolve());
      this.once('disconnected', (code, reason) => reject(new Error(`Closed: ${code} ${reason}`)));
    });
    await Promise.all([greeted, this.#connection.open(this.#token)]);
  }

  async stop(): Promise<void> {
    this.#endCapture();
    await this.#connection.close();
  }

  /**
   * Changes the picture in front of the camera at once.
   * @param second what the second camera sees from the next capture on. Default: the second camera is unplugged
   */
  show(frames: FrameSource, second?: FrameSource): void {
    this.#camera.show(frames, second);
  }

  /** Answers the running capture with "no camera, please". */
  decline(): void {
    if (this.#captureId === undefined) return;
    this.#send({ type: 'capture_declined', captureId: this.#captureId });
  }

  /** Types a code, or says that there is none at hand. Only when the screen asks for one. */
  typeCode(code: string | null): void {
    if (this.#captureId === undefined) return;
    const captureId = this.#captureId;
    if (code === null) this.#send({ type: 'code_declined', captureId });
    else this.#send({ type: 'code_typed', captureId, code });
  }

  /** Accepts the offer of the idle screen. */
  wantDocument(from: DocumentSource = 'chip'): void {
    this.#send({ type: 'document_wanted', language: 'en', from });
  }

  changeWallet(wallet: WalletAvailability): void {
    this.#send({ type: 'wallet_changed', wallet });
  }

  /**
   * Agrees to show a document from a phone; the service then says what to ask it for.
   *
   * @param from where the screen also has a reader
   */
  agreeToDocument(from?: DocumentSource): void {
    const captureId = this.#captureId;
    if (captureId === undefined) return;
    this.#send({ type: 'document_agreed', captureId, ...(from && { from }) });
  }

  /** Passes on what the wallet answered. @param captureId default: the running capture */
  answerWallet(answer: SealedAnswer | WalletFailure, captureId = this.#captureId): void {
    if (captureId === undefined) return;
    if (typeof answer === 'string') this.#send({ type: 'wallet_failed', captureId, cause: answer });
    else this.#send({ type: 'wallet_answer', captureId, ...answer });
  }

  /** Types the key of a document. @param agrees whether the visitor first agrees to the reading */
  typeDocumentKey(key: DocumentKey, { agrees = false } = {}): void {
    if (this.#captureId === undefined) return;
    const captureId = this.#captureId;
    if (agrees) this.#send({ type: 'document_agreed', captureId });
    this.#send({ type: 'document_key', captureId, key });
  }

  /** Agrees to the reading of a document and holds its page in front of the camera. */
  holdUpDocument(frames: FrameSource): void {
    const capture = this.#capture;
    if (!capture) return;
    this.#send({ type: 'document_agreed', captureId: capture.captureId });
    this.#camera.turnOn({ ...capture, frames: zoneFrames }, frames);
  }

  /** Cuts the connection, like a pulled network cable. */
  cut(): void {
    this.#connection.cut();
  }

  #receive(text: string | null): void {
    const message: unknown = text === null ? null : JSON.parse(text);
    if (validator.Check(message)) this.#handle(message);
    else this.#connection.reject();
  }

  #handle(message: Message): void {
    switch (message.type) {
      case 'hello':
        this.#connection.greet(message.heartbeatSeconds);
        this.#send({
          type: 'ready',
          protocol: protocolVersion,
          camera: this.#options.camera ?? 'ready',
          ...this.#options.shared?.join(this),
        });
        if (this.#options.wallet) this.changeWallet(this.#options.wallet);
        this.emit('connected', message.kiosk);
        return;
      case 'capture_start':
        this.#startCapture(message);
        return;
      case 'frame_seen':
        this.#camera.noteAnswer();
        this.emit('guidance', message.guidance, message.progress, message.path ?? null);
        return;
      case 'code_wanted':
        this.#camera.turnOff();
        this.emit('codeWanted', { setUp: message.setUp, problem: message.problem });
        return;
      case 'document_offered':
        this.emit('documentOffered', message.isOffered, message.byPhone ?? false);
        return;
      case 'document_step':
        if (message.step !== 'key') this.#camera.turnOff();
        if (message.step === 'face' && this.#capture) this.#camera.turnOn(this.#capture);
        this.emit('documentStep', message);
        return;
      case 'capture_end':
        this.#endCapture();
        this.emit('captureEnd');
        return;
      case 'outcome':
        this.emit('outcome', message.message);
        return;
      case 'held':
        this.emit('held');
        return;
      case 'held_over':
        this.emit('heldOver');
        return;
      case 'desk_asked':
        this.emit('deskAsked');
        return;
      case 'heartbeat':
      case 'instances':
      case 'leaving':
    }
  }

  #startCapture(capture: CaptureStart): void {
    const { captureId } = capture;
    const { camera = 'ready' } = this.#options;
    this.#endCapture();
    if (this.#options.shared?.grant(this, capture.givesWay ?? false) === false) {
      return this.#send({ type: 'capture_busy', captureId });
    }
    this.emit('capture', capture);
    if (this.#options.decline) return this.#send({ type: 'capture_declined', captureId });
    if (capture.consent) {
      const { version, texts } = capture.consent;
      this.#captureId = captureId;
      if (this.#options.consent === 'wait') return;
      const language = texts[0]?.language ?? null;
      this.#send({ type: 'consent_given', captureId, version, language });
    }
    if (camera !== 'ready') return this.#send({ type: 'capture_failed', captureId, camera });
    this.#captureId = captureId;
    if (capture.purpose === 'document') return void (this.#capture = capture);
    return this.#camera.turnOn(capture);
  }

  /** Tells the instance that the camera serves a client of another one, or does no longer. */
  tellTaken(by: CameraTaker): void {
    this.#send({ type: 'camera_taken', by });
  }

  /** Gives the camera to a visitor of another instance. */
  giveWay(): void {
    const captureId = this.#captureId;
    this.#endCapture();
    if (captureId !== undefined) this.#send({ type: 'capture_busy', captureId });
  }

  #endCapture(): void {
    this.#options.shared?.free(this);
    this.#camera.turnOff();
    this.#captureId = undefined;
    this.#capture = undefined;
  }

  #send(message: KioskMessage): void {
    this.#connection.send(JSON.stringify(message));
  }
}
