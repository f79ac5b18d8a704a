import {
  type DocumentKey,
  type DocumentSource,
  type WalletAvailability,
  zoneFrames,
} from '#server/protocol/document-messages.ts';
import type { KioskMessage, ServiceMessage } from '#server/protocol/messages.ts';
import { type Effect, type Event, type Step, times } from './events.ts';
import {
  reportedCamera,
  type CameraStatus,
  type Capture,
  type DocumentState,
  type State,
} from './state.ts';

const documentAtFirst: DocumentState = {
  from: 'chip',
  hasChoice: false,
  step: 'consent',
  problem: null,
  progress: 0,
  isTyping: false,
  outline: null,
};

export function documentFrom(from: DocumentSource, hasChoice: boolean): DocumentState {
  return { ...documentAtFirst, from, hasChoice };
}

/** The visitor would rather show a document from elsewhere. Nothing is agreed to yet. */
export function documentSourceChosen(state: State, from: DocumentSource): Step {
  const { capture } = state;
  const { document } = capture ?? {};
  if (!capture || document?.step !== 'consent' || !document.hasChoice) return [state, []];
  return [{ ...state, capture: { ...capture, document: { ...document, from } } }, []];
}

/** Handles a touch on the idle screen's offer. The service answers with a capture. */
export function documentWanted(state: State, from: DocumentSource): Step {
  const offering = from === 'phone' ? state.phoneOfferedBy : state.documentOfferedBy;
  // Sign-ins go to the instance with the reader, so what is shown must wait there.
  const to = offering.find((one) => state.documentOfferedBy.includes(one)) ?? offering[0];
  if (to === undefined || state.capture || state.outcome) return [state, []];
  const message = { type: 'document_wanted', language: state.language, from } as const;
  return [state, [{ type: 'send', message, to }]];
}

/** The reader is connected to one instance; each may ask a phone. */
export function documentOffered(
  state: State,
  { isOffered, byPhone = false }: Pick<Offered, 'isOffered' | 'byPhone'>,
  from: string,
): State {
  const change = (offering: readonly string[], isNow: boolean) => {
    const others = offering.filter((instance) => instance !== from);
    return isNow ? [...others, from] : others;
  };
  return {
    ...state,
    documentOfferedBy: change(state.documentOfferedBy, isOffered),
    phoneOfferedBy: change(state.phoneOfferedBy, byPhone),
  };
}

type Offered = Extract<ServiceMessage, { type: 'document_offered' }>;

export function walletChanged(state: State, wallet: WalletAvailability): Step {
  if (wallet === state.wallet) return [state, []];
  const message = { type: 'wallet_changed', wallet } as const;
  return [{ ...state, wallet }, state.link === 'up' ? [{ type: 'send', message }] : []];
}

/** The capture in which the phone is asked; null: none. */
export function walletCapture({ capture }: State): Capture | null {
  return capture?.document?.step === 'wallet' && capture.phase !== 'over' ? capture : null;
}

export function walletAnswered(
  state: State,
  { captureId, answer }: Extract<Event, { type: 'wallet_answered' }>,
): Step {
  if (walletCapture(state)?.id !== captureId) return [state, []];
  const message: KioskMessage =
    typeof answer === 'string'
      ? { type: 'wallet_failed', captureId, cause: answer }
      : { type: 'wallet_answer', captureId, ...answer };
  return [state, [{ type: 'send', message }]];
}

export function documentAgreed(state: State): Step {
  const { capture } = state;
  if (capture?.document?.step !== 'consent') return [state, []];
  const { from, hasChoice } = capture.document;
  const message: KioskMessage = {
    ...{ type: 'document_agreed', captureId: capture.id },
    ...(hasChoice && { from }),
  };
  // The service says what to ask the phone for. The consent goes at once, because a second touch must not agree again.
  const isPhone = from === 'phone';
  const [next, effects] = isPhone
    ? inDocument(state, capture, { step: 'wallet' })
    : askForKey(state, capture, {});
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
  if (step === 'wallet' && message.request) {
    const { request, captureId } = message;
    return [next[0], [...next[1], { type: 'ask_wallet', captureId, request }]];
  }
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
  const { isTyping = false, from = 'chip' } = capture.document ?? {};
  const next: Capture = {
    ...capture,
    phase: 'asking',
    document: { ...documentAtFirst, from, isTyping, ...document },
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
