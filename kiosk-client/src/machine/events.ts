import type { KioskMessage, ServiceMessage } from '../../../server/protocol/messages.ts';
import type { DocumentKey } from '../../../server/protocol/document-messages.ts';
import type { Language } from '../../../server/protocol/languages.ts';
import type { CameraStatus, Capture, PairingProblem, State } from './state.ts';

/** Everything that can happen to the page. */
export type Event =
  | { type: 'started' }
  | { type: 'unpaired'; problem: PairingProblem | null }
  | { type: 'code_entered'; code: string }
  | { type: 'code_edited' }
  | { type: 'pairing_refused'; problem: PairingProblem }
  | { type: 'paired' }
  | { type: 'message'; message: ServiceMessage }
  | { type: 'link_lost' }
  | { type: 'replaced' }
  | { type: 'outdated' }
  | { type: 'reload_did_not_help' }
  | { type: 'take_over' }
  | { type: 'camera_assessed'; camera: CameraStatus }
  | { type: 'camera_on'; captureId: string; cameras: string[]; showsLight?: boolean }
  | { type: 'camera_failed'; captureId: string; camera: CameraStatus }
  | { type: 'agreed' }
  | { type: 'declined' }
  | { type: 'cannot_move' }
  | { type: 'code_typed'; code: string }
  | { type: 'code_declined' }
  | { type: 'document_wanted' }
  | { type: 'document_agreed' }
  | { type: 'document_key_typed'; key: DocumentKey }
  /** Or the camera is to look for it. */
  | { type: 'document_typing'; isTyping: boolean }
  | { type: 'camera_permission_wanted' }
  | { type: 'language_chosen'; language: Language }
  /** Of the consent text, by its tag; the page does not speak it. */
  | { type: 'reading_chosen'; language: string }
  | { type: 'timer'; name: TimerName };

/** What the page has to do about it. Carried out in order. */
export type Effect =
  | { type: 'connect' }
  | { type: 'pair'; code: string }
  | { type: 'send'; message: KioskMessage }
  | { type: 'reload' }
  | { type: 'turn_camera_on'; captureId: string; frames: Capture['frames'] }
  | { type: 'turn_camera_off' }
  | { type: 'assess_camera' }
  | { type: 'ask_camera_permission' }
  | { type: 'frame_answered'; sequence: number }
  | { type: 'set_timer'; name: TimerName; ms: number }
  | { type: 'clear_timer'; name: TimerName };

export type TimerName = 'link' | 'capture' | 'outcome' | 'guidance' | 'camera' | 'language';

/** How long a timer runs, in milliseconds. */
export const times = {
  /** A link that is back within this was never gone for the visitor. */
  linkGrace: 1500,
  /** On top of the service's own limit for a capture: then the page ends it by itself. */
  captureSlack: 3000,
  /** How long the page waits for an outcome that a broken link or camera has put in doubt. */
  outcomeAwaited: 5000,
  /** How long an outcome stays that the page shows of its own accord. */
  ownOutcome: 10_000,
  /** A guidance is shown for at least this long, or no one could read it. */
  guidanceHeld: 700,
  /** After this, a camera that was in use by another program is believed to be free again. */
  cameraRetried: 30_000,
  /** A language that a visitor chose, and did nothing more, stays for this long. */
  languageKept: 120_000,
} as const;

export type Step = [State, Effect[]];
