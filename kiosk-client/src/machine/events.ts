import type { KioskMessage, ServiceMessage } from '../../../server/protocol/messages.ts';
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
  | { type: 'camera_on'; captureId: string; cameras: string[] }
  | { type: 'camera_failed'; captureId: string; camera: CameraStatus }
  | { type: 'agreed' }
  | { type: 'declined' }
  | { type: 'cannot_move' }
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

export type Step = [State, Effect[]];
