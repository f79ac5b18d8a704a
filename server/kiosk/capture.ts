import type { CodeRequest } from '../protocol/code-messages.ts';
import type { DocumentKey, DocumentRequest, ZoneOutline } from '../protocol/document-messages.ts';
import type {
  CapturePurpose,
  ConsentToAsk,
  DotPath,
  Guidance,
  OutcomeMessage,
} from '../protocol/messages.ts';
import type { LightSequence } from '../protocol/challenge-messages.ts';

/** The kiosks as the checks see them. Implemented by `KioskRegistry`. */
export interface Kiosks {
  /**
   * Runs the camera of the kiosk that serves this location or iPad, once, and ends when `onFrame`
   * says done, when the visitor declines, when the camera or the kiosk is gone, or at the deadline.
   * Several captures at one kiosk queue, each under its own deadline. Never rejects.
   */
  capture(request: CaptureRequest): Promise<CaptureEnd>;
}

export interface CaptureRequest {
  locationId: string | null;
  deviceId: string | null;
  /** Of the sign-in that it is for; an enrolment has none. */
  jobId?: string;
  /** The page's language, as a language tag. */
  language?: string | null;
  /** This kiosk and no other, whatever it serves. */
  kioskId?: string;
  /**
   * Default: `sign_in`, a face. An enrolment gives way to every sign-in, for Envoy holds only those,
   * and goes on afterwards: under another attempt, for which someone has to tap the screen.
   */
  purpose?: CapturePurpose;
  /** The text that the visitor must agree to on the screen; only then the camera turns on. */
  consent?: ConsentToAsk | null;
  /** Told in which language they agreed; null: the text has none. */
  onAgreed?(language: string | null): void;
  /** Told what the capture waits for, or that it runs. */
  onPhase?(phase: CapturePhase): void;
  /** Told of each kiosk whose camera runs for it, before the first frame. */
  onKiosk?(kioskId: string): void;
  /** Told of each page whether it shows tints, before the first frame. */
  onLight?(isShown: boolean): void;
  /** Where a code may be asked for. */
  code?: CodeEntry | undefined;
  /** With the purpose `document`: the camera stays off until its screen shows `face`. */
  document?: DocumentEntry;
  /** How the visitor is greeted on the screen, or null. */
  visitor: string | null;
  /** The visitor may be asked to move, and may say that they cannot. Default: false. */
  asksToMove?: boolean;
  /** Of the frames, in pixels. Default: what a face needs. */
  longestSide?: number;
  /** On the clock of `performance.now()`, in milliseconds. */
  deadline: number;
  signal: AbortSignal;
  /**
   * Called with each frame (JPEG), several at once at most as many as may be unanswered. The answer
   * goes back to the kiosk. Answers that arrive after the capture's end are dropped.
   *
   * @param attemptId the nonce under which the frame was sent; another one after a lost connection
   */
  onFrame(jpeg: Uint8Array, attemptId: string): Promise<FrameAnswer>;
}

/** A code that is typed on the screen while a capture runs. */
export interface CodeEntry {
  /** Called with the screen of each attempt, once its camera runs. */
  onScreen(screen: CodeScreen): void;
  /** @param code six digits, typed by anybody; null: they have none at hand */
  onCode(code: string | null): void;
  /** Aborted when enough was typed, for or against: the capture ends as `done`. */
  enough: AbortSignal;
}

export interface CodeScreen {
  /** Does nothing once the attempt is over. */
  ask(request: CodeRequest): void;
}

/** A document whose chip is read while a capture runs. */
export interface DocumentEntry {
  /** Called with the screen of each attempt once the visitor has agreed there. What was read before is void. */
  onAgreed(screen: DocumentScreen): void;
  /** @param key as typed by anybody */
  onKey(key: DocumentKey): void;
  /** The attempt is over: its document must not be read any further. */
  onLeft(): void;
  /** Aborted when nothing more is to be read: the capture ends as `done`. */
  enough: AbortSignal;
}

export interface DocumentScreen {
  /** Does nothing once the attempt is over. */
  show(request: DocumentRequest): void;
}

export type CapturePhase =
  /** Others are at the camera. */
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
  /** Enough was seen, for or against: end the capture. */
  done: boolean;
  /** Of the dot on the screen that the visitor follows; see the protocol's `frame_seen`. */
  path?: DotPath;
  /** With a path. */
  light?: LightSequence;
  /** Of the machine readable zone of a document. */
  outline?: ZoneOutline;
}

export type CaptureEnding =
  /** `onFrame` said done, or enough was typed. */
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
