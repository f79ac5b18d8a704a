import type {
  CameraState,
  CapturePurpose,
  ConsentToAsk,
  DotPath,
  Guidance,
  OutcomeMessage,
} from '../../../server/protocol/messages.ts';
import type { LightSequence } from '../../../server/protocol/challenge-messages.ts';
import type { CodeRequest } from '../../../server/protocol/code-messages.ts';
import type { DocumentRequest, ZoneOutline } from '../../../server/protocol/document-messages.ts';
import type { Language } from '../../../server/protocol/languages.ts';

/** What the page knows of its camera: the service's four states, and two that only the page can tell. */
export type CameraStatus =
  | CameraState
  /** The browser would ask for permission, and a visitor must not be the one who answers. */
  | 'not_asked'
  /** Not on loopback and not on https: the browser gives no page of this kind a camera. */
  | 'insecure';

type Link =
  /** Nothing is known yet, or the connection is being made. */
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

/** What the visitor does with a document. */
export interface DocumentState extends Omit<DocumentRequest, 'step'> {
  step: 'consent' | DocumentRequest['step'];
  /** The key is typed, with the camera off. */
  isTyping: boolean;
  /** Where the camera sees the machine readable zone. */
  outline: ZoneOutline | null;
}

export interface Capture {
  id: string;
  purpose: CapturePurpose;
  visitor: string | null;
  /** They may be asked to move, and may say that they cannot. */
  asksToMove: boolean;
  /** A personal code may be asked for later on. */
  asksCode: boolean;
  /** The code that is asked for now, with the camera off. */
  code: (CodeRequest & { isSent: boolean }) | null;
  /** Of a capture that reads a document first. */
  document: DocumentState | null;
  frames: { longestSide: number; perSecond: number; unanswered: number };
  /** What they have to agree to first, and have not yet. */
  consent: ConsentToAsk | null;
  /** In which they want to read it, where the page's language has no text: one of its tags. */
  readsIn: string | null;
  phase:
    /** Waiting for the visitor's tap. */
    | 'asking'
    /** The camera is being turned on. */
    | 'starting'
    | 'looking'
    /** The camera is off again; the outcome is awaited. */
    | 'over';
  /** Somebody at the front desk is asked about this visitor. */
  isDeskAsked: boolean;
  /** As shown; changes only when it was shown for long enough to be read. */
  guidance: Guidance;
  /** The newest, while the shown one is held; else null. */
  nextGuidance: Guidance | null;
  guidanceHeld: boolean;
  /** Of the dot that moves. */
  path: DotPath | null;
  /** Tints of the border meanwhile. */
  light: LightSequence | null;
  progress: number;
}

interface Outcome {
  /** Null: there was no capture. */
  captureId: string | null;
  message: OutcomeMessage;
  visitor: string | null;
}

export interface Office {
  name: string | null;
  logo: boolean;
}

export interface State {
  link: Link;
  /** The link has been down for longer than a visitor would not notice. */
  linkLate: boolean;
  pairing: PairingState;
  kioskName: string | null;
  office: Office;
  sound: boolean;
  /** Whether a document may be shown before the sign-in. */
  isDocumentOffered: boolean;
  camera: CameraStatus;
  capture: Capture | null;
  outcome: Outcome | null;
  language: Language;
  /** The visitor chose it by a touch: nothing else changes it until they are gone. */
  languageTouched: boolean;
  /** Whether the language was set on the kiosk, which then wins over Envoy's for the location. */
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
    sound: false,
    isDocumentOffered: false,
    camera: 'ready',
    capture: null,
    outcome: null,
    language,
    languageTouched: false,
    languageFixed,
    homeLanguage: language,
  };
}

/** The camera in the service's words. Without permission it is as good as blocked. */
export function reportedCamera(camera: CameraStatus): CameraState {
  return camera === 'not_asked' || camera === 'insecure' ? 'blocked' : camera;
}
