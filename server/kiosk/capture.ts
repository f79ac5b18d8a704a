import type { CodeRequest } from '../protocol/code-messages.ts';
import type { SecondPicture } from '../protocol/frames.ts';
import type {
  DocumentKey,
  DocumentRequest,
  DocumentSource,
  WalletFailure,
  SealedAnswer,
  ZoneOutline,
} from '../protocol/document-messages.ts';
import type {
  CapturePurpose,
  ConsentToAsk,
  DotPath,
  Guidance,
  OutcomeMessage,
} from '../protocol/messages.ts';

/** The kiosks from the checks' point of view. Implemented by `KioskRegistry`. */
export interface Kiosks {
  /**
   * Runs the camera of the kiosk that serves this location or iPad, once. The capture ends when `onFrame` returns done,
   * when the visitor declines, when the camera or the kiosk is lost, or at the deadline. Several captures at one kiosk
   * queue, each with its own deadline. Never rejects.
   */
  capture(request: CaptureRequest): Promise<CaptureEnd>;
}

export interface CaptureRequest {
  locationId: string | null;
  deviceId: string | null;
  /** The sign-in's job; absent for an enrolment. */
  jobId?: string;
  /** The page's language, as a language tag. */
  language?: string | null;
  /** Uses only this kiosk, whatever it serves. */
  kioskId?: string;
  /**
   * Default: `sign_in`, a face. An enrolment gives way to every sign-in, because Envoy waits only for sign-ins. It
   * resumes afterwards as another attempt, which somebody must start by a tap on the screen.
   */
  purpose?: CapturePurpose;
  /** The text that the visitor must agree to on the screen; without consent, the camera stays off. */
  consent?: ConsentToAsk | null;
  /** Receives the language of the text that the visitor agreed to; null: the text has no language. */
  onAgreed?(language: string | null): void;
  /** Receives each phase of the capture. */
  onPhase?(phase: CapturePhase): void;
  /** Called when nobody has stepped up, and the capture goes behind the other sign-ins that wait. */
  onGaveWay?(): void;
  /** Receives each kiosk whose camera runs for this capture, before the first frame. */
  onKiosk?(kioskId: string): void;
  /** Set where the capture may ask for a code. */
  code?: CodeEntry | undefined;
  /** Only with the purpose `document`: the camera stays off until the page shows the step `face`. */
  document?: DocumentEntry;
  /** The name in the greeting on the screen; null: no greeting by name. */
  visitor: string | null;
  /** Whether the visitor may be asked to move, and may say that they cannot. Default: false. */
  asksToMove?: () => boolean;
  /** Whether every sign-in comes first, as before an enrolment. Only without a job. Default: false. */
  givesWay?: boolean;
  /** Whether a second camera has to see the same moment. Default: false. */
  needsTwoCameras?: boolean;
  /** Of the frames, in pixels. Default: enough for a face. */
  longestSide?: number;
  /** On the clock of `performance.now()`, in milliseconds. */
  deadline: number;
  signal: AbortSignal;
  /**
   * Called with each frame (JPEG), for several frames at once up to the limit of unanswered frames. The answer goes
   * back to the kiosk. Answers after the capture's end are dropped.
   *
   * @param attemptId the nonce under which the frame was sent; it changes after a lost connection
   * @param second the picture of the second camera at the same moment; null: none came in time
   */
  onFrame(jpeg: Uint8Array, attemptId: string, second: SecondPicture | null): Promise<FrameAnswer>;
}

/** A code that the visitor types on the screen during a capture. */
export interface CodeEntry {
  /** Called with the screen of each attempt, once its camera runs. */
  onScreen(screen: CodeScreen): void;
  /** @param code six digits, from an unverified person; null: they have no code at hand */
  onCode(code: string | null): void;
  /** Aborted when the code was accepted or finally refused: the capture ends as `done`. Absent where others end it. */
  enough?: AbortSignal;
}

export interface CodeScreen {
  /** Does nothing once the attempt is over. */
  ask(request: CodeRequest): void;
}

/** A document that is read during a capture. */
export interface DocumentEntry {
  readonly from: DocumentSource;
  /** Whether the visitor may choose another source. */
  readonly hasChoice: boolean;
  /** Called in each attempt once the visitor has agreed. Data that was read in an earlier attempt is void. */
  onAgreed(screen: DocumentScreen, from: DocumentSource): void;
  /** @param key typed by an unverified person */
  onKey(key: DocumentKey): void;
  onAnswer(answer: SealedAnswer): void;
  onPhoneFailed(cause: WalletFailure): void;
  /** Called when the attempt is over: from now on, the document must not be read. */
  onLeft(): void;
  /** Aborted when nothing more has to be read: the capture ends as `done`. */
  enough: AbortSignal;
}

export interface DocumentScreen {
  /** Does nothing once the attempt is over. */
  show(request: DocumentRequest): void;
}

export type CapturePhase =
  /** Other captures use the camera first. */
  | 'in_line'
  /** Its turn, but the kiosk is not connected. */
  | 'kiosk_away'
  /** The screen shows it. */
  | 'running'
  /** Someone agreed on the screen; the camera comes on. */
  | 'agreed';

export interface FrameAnswer {
  guidance: Guidance;
  /** 0 to 1. */
  progress: number;
  /** Enough was seen to decide either way: the capture ends. */
  done: boolean;
  /** Path of the dot that the visitor follows; see the protocol's `frame_seen`. */
  path?: DotPath;
  /** Whether the frame shows nobody. */
  isEmpty?: boolean;
  /** Outline of a document's machine readable zone. */
  outline?: ZoneOutline;
}

export type CaptureEnding =
  /** `onFrame` returned done, or the code was accepted or finally refused. */
  | 'done'
  | 'declined'
  /** The visitor said that they cannot move as asked. */
  | 'cannot_move'
  /** The kiosk has no camera to use. */
  | 'camera_failed'
  /** The camera hangs, or its shutter is closed: the same pictures again and again. */
  | 'camera_stuck'
  /** It is not the camera that was recorded, and no one has confirmed it. */
  | 'camera_changed'
  /** Two cameras are needed, and the kiosk has one. */
  | 'second_camera_missing'
  /** No kiosk is paired, or the one that serves was away longer than the grace period. */
  | 'kiosk_offline'
  /** Kiosks are paired, and none of them serves this location or iPad. */
  | 'no_kiosk_here'
  /** At the deadline, other visitors were still at the camera. */
  | 'kiosk_busy'
  | 'timed_out'
  /** The signal was aborted. */
  | 'aborted';

export interface CaptureEnd {
  ending: CaptureEnding;
  /** Frames received from the kiosk. */
  frames: number;
  /** Shows the visitor the result. Does nothing when the kiosk is gone. */
  showOutcome(message: OutcomeMessage): void;
}
