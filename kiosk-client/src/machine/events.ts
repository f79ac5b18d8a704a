import type { KioskMessage, ServiceMessage } from '#server/protocol/messages.ts';
import type {
  DocumentKey,
  DocumentSource,
  WalletFailure,
  WalletRequest,
  WalletAvailability,
  SealedAnswer,
} from '#server/protocol/document-messages.ts';
import type { Language } from '#server/protocol/languages.ts';
import type { CameraStatus, Capture, PairingProblem, State } from './state.ts';

/** Everything that can happen to the page. */
export type Event =
  | { type: 'started' }
  | { type: 'unpaired'; problem: PairingProblem | null }
  | { type: 'code_entered'; code: string }
  | { type: 'code_edited' }
  | { type: 'pairing_refused'; problem: PairingProblem }
  | { type: 'paired' }
  /** `from`: the instance that sent it; empty for a service of an earlier version. Default: the leading one. */
  | { type: 'message'; message: ServiceMessage; from?: string; isLeading?: boolean }
  /** One of several sockets is gone. */
  | { type: 'instance_lost'; instance: string }
  /** The last socket is gone. */
  | { type: 'link_lost' }
  | { type: 'replaced' }
  | { type: 'outdated' }
  | { type: 'reload_did_not_help' }
  | { type: 'take_over' }
  | { type: 'camera_assessed'; camera: CameraStatus }
  | { type: 'camera_on'; captureId: string; cameras: string[] }
  | { type: 'camera_failed'; captureId: string; camera: CameraStatus }
  | { type: 'second_camera_failed'; captureId: string }
  | { type: 'agreed' }
  | { type: 'declined' }
  | { type: 'cannot_move' }
  | { type: 'code_typed'; code: string }
  | { type: 'code_declined' }
  | { type: 'document_wanted'; from: DocumentSource }
  | { type: 'document_source_chosen'; from: DocumentSource }
  | { type: 'document_agreed' }
  | { type: 'document_key_typed'; key: DocumentKey }
  /** Or the camera is to look for it. */
  | { type: 'document_typing'; isTyping: boolean }
  | { type: 'wallet_assessed'; wallet: WalletAvailability }
  | { type: 'wallet_answered'; captureId: string; answer: SealedAnswer | WalletFailure }
  | { type: 'camera_permission_wanted' }
  | { type: 'language_chosen'; language: Language }
  /** Of the consent text, by its tag; the page does not speak it. */
  | { type: 'reading_chosen'; language: string }
  | { type: 'timer'; name: TimerName };

/** Actions of the page, executed in order. */
export type Effect =
  | { type: 'connect' }
  | { type: 'pair'; code: string }
  /** `to`: an instance. Default: that of the message's capture, otherwise the leading one. */
  | { type: 'send'; message: KioskMessage; to?: string }
  | { type: 'reload' }
  | { type: 'turn_camera_on'; captureId: string; frames: Capture['frames'] }
  | { type: 'turn_camera_off' }
  /** The next state without this question ends it. */
  | { type: 'ask_wallet'; captureId: string; request: WalletRequest }
  | { type: 'assess_camera' }
  | { type: 'ask_camera_permission' }
  | { type: 'frame_answered'; sequence: number }
  | { type: 'set_timer'; name: TimerName; ms: number }
  | { type: 'clear_timer'; name: TimerName };

export type TimerName = 'link' | 'capture' | 'outcome' | 'guidance' | 'camera' | 'language';

/** Durations of timers, in milliseconds. */
export const times = {
  /** A link that returns within this time was never lost for the visitor. */
  linkGrace: 1500,
  /** Added to the service's own limit for a capture; afterwards the page ends the capture itself. */
  captureSlack: 3000,
  /** How long the page waits for an outcome after a broken link or camera. */
  outcomeAwaited: 5000,
  /** How long the page shows an outcome of its own. */
  ownOutcome: 10_000,
  /** Minimum time for guidance, so that people can read it. */
  guidanceHeld: 700,
  /** After this time, a camera in use by another program is tried again. */
  cameraRetried: 30_000,
  /** How long the page keeps a language when the visitor did nothing after choosing it. */
  languageKept: 120_000,
} as const;

export type Step = [State, Effect[]];
