import { type DocumentKey, zoneFrames } from '../../../server/protocol/document-messages.ts';
import type { ServiceMessage } from '../../../server/protocol/messages.ts';
import { type Effect, type Step, times } from './events.ts';
import {
  reportedCamera,
  type CameraStatus,
  type Capture,
  type DocumentState,
  type State,
} from './state.ts';

export const documentAtFirst: DocumentState = {
  step: 'consent',
  problem: null,
  progress: 0,
  isTyping: false,
  outline: null,
};

/** Handles a touch on the idle screen's offer. The service answers with a capture. */
export function documentWanted(state: State): Step {
  const [to] = state.documentOfferedBy;
  if (to === undefined || state.capture || state.outcome) return [state, []];
  const message = { type: 'document_wanted', language: state.language } as const;
  return [state, [{ type: 'send', message, to }]];
}

/** The reader is connected to one instance. */
export function documentOffered(state: State, isOffered: boolean, from: string): State {
  const others = state.documentOfferedBy.filter((instance) => instance !== from);
  return { ...state, documentOfferedBy: isOffered ? [...others, from] : others };
}

export function documentAgreed(state: State): Step {
  const { capture } = state;
  if (capture?.document?.step !== 'consent') return [state, []];
  const message = { type: 'document_agreed', captureId: capture.id } as const;
  const [next, effects] = askForKey(state, capture, {});
  return [next, [{ type: 'send', message }, ...effects]];
}

/** Switches between the camera and the keys. */
export function documentTyping(state: State, isTyping: boolean): Step {
  const { capture } = state;
  if (capture?.document?.step !== 'key' || capture.phase === 'over') return [state, []];
  return askForKey(state, capture, { isTyping });
}

export function documentKeyTyped(state: State, key: DocumentKey): Step {
  const { capture } = state;
  if (capture?.document?.step !== 'key' || capture.phase === 'over') return [state, []];
  const message = { type: 'document_key', captureId: capture.id, key } as const;
  const [next, effects] = inDocument(state, capture, { step: 'reading' });
  return [next, [...effects, { type: 'send', message }]];
}

export function documentStep(
  state: State,
  message: Extract<ServiceMessage, { type: 'document_step' }>,
): Step {
  const { capture } = state;
  if (capture?.id !== message.captureId || !capture.document || capture.phase === 'over') {
    return [state, []];
  }
  const { step, problem, progress } = message;
  if (step === 'key') return askForKey(state, capture, { problem });
  const next = inDocument(state, capture, { step, problem, progress });
  return step === 'face' ? withCamera(next, capture.frames) : next;
}

/** The visitor types the key when the camera fails. */
export function zoneCameraFailed(state: State, capture: Capture, camera: CameraStatus): Step {
  const [next, effects] = askForKey({ ...state, camera }, capture, { isTyping: true });
  const message = { type: 'camera_changed', camera: reportedCamera(camera) } as const;
  const retry: Effect = { type: 'set_timer', name: 'camera', ms: times.cameraRetried };
  return [next, [...effects, { type: 'send', message }, ...(camera === 'in_use' ? [retry] : [])]];
}

function askForKey(
  state: State,
  capture: Capture,
  { problem = null, isTyping = capture.document?.isTyping }: Partial<DocumentState>,
): Step {
  const isCameraUsed = !isTyping && state.camera === 'ready';
  const next = inDocument(state, capture, { step: 'key', problem, isTyping: !isCameraUsed });
  return isCameraUsed ? withCamera(next, zoneFrames) : next;
}

/** Turns the camera off; each step that needs the camera turns it on. */
function inDocument(
  state: State,
  capture: Capture,
  document: Pick<DocumentState, 'step'> & Partial<DocumentState>,
): Step {
  const { isTyping = false } = capture.document ?? {};
  const next: Capture = {
    ...capture,
    phase: 'asking',
    document: { ...documentAtFirst, isTyping, ...document },
  };
  return [{ ...state, capture: next }, [{ type: 'turn_camera_off' }]];
}

function withCamera([state, effects]: Step, frames: Capture['frames']): Step {
  const { capture } = state;
  if (!capture) return [state, effects];
  return [
    { ...state, capture: { ...capture, phase: 'starting' } },
    [...effects, { type: 'turn_camera_on', captureId: capture.id, frames }],
  ];
}
