import type {
  CameraState,
  CapturePurpose,
  ConsentToAsk,
  DotPath,
  Guidance,
  OutcomeMessage,
} from '#server/protocol/messages.ts';
import type { CodeRequest } from '#server/protocol/code-messages.ts';
import type {
  DocumentRequest,
  DocumentSource,
  WalletAvailability,
  ZoneOutline,
} from '#server/protocol/document-messages.ts';
import type { Language } from '#server/protocol/languages.ts';

/** The page's camera status: the service's four states, and two that only the page can detect. */
export type CameraStatus =
  | CameraState
  /** The browser would ask for permission, and a visitor must not be the one who answers. */
  | 'not_asked'
  /** Not on loopback and not on https: the browser gives no page of this kind a camera. */
  | 'insecure';

type Link =
  /** Nothing is known yet, or the page is connecting. */
  | 'connecting'
  | 'unpaired'
  | 'up'
  | 'lost'
  /** Another window took this kiosk's place. */
  | 'replaced'
  /** The page is older than the service, and a reload did not help. */
  | 'outdated';

export type PairingProblem =
  | 'malformed_code'
  | 'wrong_code'
  | 'expired_code'
  | 'too_many_tries'
  | 'unreachable'
  /** The pairing that this kiosk had was taken back. */
  | 'revoked';

export interface PairingState {
  busy: boolean;
  problem: PairingProblem | null;
}

/** The visitor's progress with a document. */
export interface DocumentState extends Omit<DocumentRequest, 'step' | 'request'> {
  from: DocumentSource;
  /** Whether the visitor may choose another source, until they agree. */
  hasChoice: boolean;
  step: 'consent' | DocumentRequest['step'];
  /** Whether the key is typed, with the camera off. */
  isTyping: boolean;
  /** Place of the machine readable zone in the camera's picture. */
  outline: ZoneOutline | null;
}

export interface Capture {
  id: string;
  /** The instance that runs it. */
  from: string;
  /** Whether it gives the camera to a visitor of another instance. */
  givesWay: boolean;
  purpose: CapturePurpose;
  visitor: string | null;
  /** Whether the visitor may be asked to move, and may say that they cannot. */
  asksToMove: boolean;
  /** Whether the capture may ask for a personal code later. */
  asksCode: boolean;
  /** The open request for a code, with the camera off. */
  code: (CodeRequest & { isSent: boolean }) | null;
  /** Only in a capture that first reads a document. */
  document: DocumentState | null;
  frames: { longestSide: number; perSecond: number; unanswered: number; cameras?: 2 };
  /** The text that the visitor must agree to first; null once they agreed. */
  consent: ConsentToAsk | null;
  /** The language tag in which they want to read it, when the page's language has no text. */
  readsIn: string | null;
  phase:
    /** Waiting for the visitor's tap. */
    | 'asking'
    /** The camera is being turned on. */
    | 'starting'
    | 'looking'
    /** The camera is off again; the outcome is awaited. */
    | 'over';
  /** Whether the front desk was asked about this visitor. */
  isDeskAsked: boolean;
  /** The guidance on the screen; it changes only after it was readable for long enough. */
  guidance: Guidance;
  /** The newest guidance while the shown one is held; otherwise null. */
  nextGuidance: Guidance | null;
  guidanceHeld: boolean;
  /** Path of the moving dot. */
  path: DotPath | null;
  progress: number;
}

interface Outcome {
  /** Null: there was no capture. */
  captureId: string | null;
  /** The instance that sent it; null: the page. */
  from: string | null;
  message: OutcomeMessage;
  visitor: string | null;
}

export interface Office {
  name: string | null;
  logo: boolean;
}

export interface State {
  link: Link;
  /** Whether the link has been down long enough for a visitor to notice. */
  linkLate: boolean;
  pairing: PairingState;
  kioskName: string | null;
  office: Office;
  /** The instances with a document reader: the idle screen offers to read a document before the sign-in. */
  documentOfferedBy: readonly string[];
  /** The instances that may ask a phone. */
  phoneOfferedBy: readonly string[];
  /** Whether this browser can ask a phone; null: not assessed yet. */
  wallet: WalletAvailability | null;
  camera: CameraStatus;
  capture: Capture | null;
  /** Of the last capture that began. Outcomes of earlier ones are for visitors who have left. */
  lastCaptureId: string | null;
  outcome: Outcome | null;
  language: Language;
  /** Whether the visitor chose the language by touch: it then stays until they are gone. */
  languageTouched: boolean;
  /** Whether the kiosk has a fixed language, which overrides Envoy's for the location. */
  languageFixed: boolean;
  /** The kiosk's own language, to which it returns after each visitor. */
  homeLanguage: Language;
}

export function initialState(language: Language, languageFixed = false): State {
  return {
    link: 'connecting',
    linkLate: false,
    pairing: { busy: false, problem: null },
    kioskName: null,
    office: { name: null, logo: false },
    documentOfferedBy: [],
    phoneOfferedBy: [],
    wallet: null,
    camera: 'ready',
    capture: null,
    lastCaptureId: null,
    outcome: null,
    language,
    languageTouched: false,
    languageFixed,
    homeLanguage: language,
  };
}

/** Returns the camera status in the protocol's terms. Without permission, the camera counts as blocked. */
export function reportedCamera(camera: CameraStatus): CameraState {
  return camera === 'not_asked' || camera === 'insecure' ? 'blocked' : camera;
}
