import type {
  CaptureStart,
  Guidance,
  OutcomeMessage,
  ServiceMessage,
} from '#server/protocol/messages.ts';
import { type Effect, type Event, type Step, times } from './events.ts';
import { consentText, spokenTo } from './language-steps.ts';
import { documentFrom, zoneCameraFailed } from './document-steps.ts';
import { reportedCamera, type CameraStatus, type Capture, type State } from './state.ts';

type Message<T extends ServiceMessage['type']> = Extract<ServiceMessage, { type: T }>;

/** Grants the camera to one capture at a time; a visitor comes before a capture that gives way. */
export function captureStarted(state: State, message: CaptureStart, from: string): Step {
  const { givesWay = false } = message;
  const other = cameraUser(state);
  if (!other || other.from === from) return grant(state, message, from);
  const refusal = (captureId: string): Effect => ({
    type: 'send',
    message: { type: 'capture_busy', captureId },
  });
  if (!other.givesWay || givesWay) return [state, [refusal(message.captureId)]];
  const [next, effects] = grant(state, message, from);
  return [next, [refusal(other.id), ...effects]];
}

/** The capture that has the camera. */
export function cameraUser({ capture }: State): Capture | null {
  return capture && capture.phase !== 'over' ? capture : null;
}

function grant(state: State, message: CaptureStart, from: string): Step {
  const { captureId: id, purpose, visitor, frames, asksToMove, deadlineMs } = message;
  const consent = message.consent ?? null;
  const isDocument = purpose === 'document';
  const askFirst = message.askFirst || consent !== null || isDocument;
  const effects: Effect[] = [
    // An earlier capture may still be running, when the service had to abandon it.
    { type: 'turn_camera_off' },
    { type: 'clear_timer', name: 'outcome' },
    { type: 'clear_timer', name: 'guidance' },
    { type: 'set_timer', name: 'capture', ms: deadlineMs + times.captureSlack },
  ];
  if (!askFirst) effects.push({ type: 'turn_camera_on', captureId: id, frames });
  const capture: Capture = {
    id,
    from,
    givesWay: message.givesWay ?? false,
    purpose,
    visitor,
    asksToMove,
    asksCode: message.asksCode ?? false,
    code: null,
    document: isDocument ? documentFrom(message.from ?? 'chip', message.hasChoice ?? false) : null,
    frames,
    consent,
    readsIn: null,
    phase: askFirst ? 'asking' : 'starting',
    isDeskAsked: false,
    guidance: 'look_here',
    nextGuidance: null,
    guidanceHeld: false,
    path: null,
    progress: 0,
  };
  return [
    { ...spokenTo(state, message.language), capture, lastCaptureId: id, outcome: null },
    effects,
  ];
}

export function agree(state: State): Step {
  const { capture } = state;
  if (capture?.phase !== 'asking' || capture.document) return [state, []];
  const { id: captureId, frames, consent } = capture;
  const effects: Effect[] = [{ type: 'turn_camera_on', captureId, frames }];
  if (consent) {
    const read = consentText(capture, state.language);
    if (!read) return [state, []];
    const { version } = consent;
    const { language } = read;
    const message = { type: 'consent_given', captureId, version, language } as const;
    effects.unshift({ type: 'send', message });
  }
  return [{ ...state, capture: { ...capture, consent: null, phase: 'starting' } }, effects];
}

export function readingChosen(state: State, language: string): Step {
  const { capture } = state;
  return [capture ? { ...state, capture: { ...capture, readsIn: language } } : state, []];
}

export function decline(state: State): Step {
  const { capture } = state;
  if (!capture || capture.phase === 'over') return [state, []];
  const [next, effects] = ownOutcome(state, capture, outcomeOf(capture, 'declined'));
  const message = { type: 'capture_declined', captureId: capture.id } as const;
  return [next, [...effects, { type: 'send', message }]];
}

/** Sends a visitor who cannot move as asked to the front desk, without waiting for the service. */
export function cannotMove(state: State): Step {
  const { capture } = state;
  if (!capture?.asksToMove || capture.phase === 'over') return [state, []];
  const [next, effects] = ownOutcome(state, capture, 'in_person');
  const message = { type: 'cannot_move', captureId: capture.id } as const;
  return [next, [...effects, { type: 'send', message }]];
}

export function cameraOn(
  state: State,
  { captureId, cameras }: Extract<Event, { type: 'camera_on' }>,
): Step {
  const { capture } = state;
  if (capture?.id !== captureId || capture.phase !== 'starting') return [state, []];
  return [
    { ...state, camera: 'ready', capture: { ...capture, phase: 'looking', guidanceHeld: true } },
    [
      {
        type: 'send',
        message: { type: 'capture_started', captureId, cameras },
      },
      { type: 'set_timer', name: 'guidance', ms: times.guidanceHeld },
    ],
  ];
}

export function cameraFailed(state: State, captureId: string, camera: CameraStatus): Step {
  const { capture } = state;
  if (capture?.id !== captureId || capture.phase === 'over') return [{ ...state, camera }, []];
  if (capture.document?.step === 'key') return zoneCameraFailed(state, capture, camera);
  const message = { type: 'capture_failed', captureId, camera: reportedCamera(camera) } as const;
  const effects: Effect[] = [
    { type: 'turn_camera_off' },
    { type: 'send', message },
    { type: 'set_timer', name: 'capture', ms: times.outcomeAwaited },
  ];
  // Only turning the camera on shows whether another program has released it.
  if (camera === 'in_use') {
    effects.push({ type: 'set_timer', name: 'camera', ms: times.cameraRetried });
  }
  return [{ ...state, camera, capture: { ...capture, phase: 'over' } }, effects];
}

export function secondCameraFailed(state: State, captureId: string): Step {
  const { capture } = state;
  if (capture?.id !== captureId || capture.phase === 'over') return [state, []];
  const message = {
    type: 'capture_failed',
    captureId,
    camera: reportedCamera(state.camera),
    isSecond: true,
  } as const;
  return [
    { ...state, capture: { ...capture, phase: 'over' } },
    [
      { type: 'turn_camera_off' },
      { type: 'send', message },
      { type: 'set_timer', name: 'capture', ms: times.outcomeAwaited },
    ],
  ];
}

export function frameSeen(state: State, message: Message<'frame_seen'>): Step {
  const { capture } = state;
  if (capture?.id !== message.captureId || capture.phase !== 'looking') return [state, []];
  const path = message.path ?? null;
  const progress = Math.max(capture.progress, message.progress);
  const outline = message.outline ?? null;
  const document = capture.document && { ...capture.document, outline };
  // After a doubt, a visitor is asked who was not told so at the start.
  const asksToMove = capture.asksToMove || path !== null;
  const seen = { ...capture, path, progress, document, asksToMove };
  const effects: Effect[] = [{ type: 'frame_answered', sequence: message.sequence }];
  const isDue = isQuestion(message.guidance) || isQuestion(capture.guidance);
  if (capture.guidanceHeld && !isDue) {
    return [{ ...state, capture: { ...seen, nextGuidance: message.guidance } }, effects];
  }
  if (capture.guidance === message.guidance) return [{ ...state, capture: seen }, effects];
  return [
    {
      ...state,
      capture: { ...seen, guidance: message.guidance, nextGuidance: null, guidanceHeld: true },
    },
    [...effects, { type: 'set_timer', name: 'guidance', ms: times.guidanceHeld }],
  ];
}

/** Guidance with a time limit: it appears at once, and disappears when it is done. */
function isQuestion(guidance: Guidance): boolean {
  return guidance === 'follow_dot';
}

export function guidanceShownLongEnough(state: State): Step {
  const { capture } = state;
  if (!capture) return [state, []];
  const { nextGuidance, guidance } = capture;
  const free = { ...capture, guidanceHeld: false, nextGuidance: null };
  if (nextGuidance === null || nextGuidance === guidance) {
    return [{ ...state, capture: free }, []];
  }
  return [
    { ...state, capture: { ...free, guidance: nextGuidance, guidanceHeld: true } },
    [{ type: 'set_timer', name: 'guidance', ms: times.guidanceHeld }],
  ];
}

export function captureEnded(state: State, message: Message<'capture_end'>): Step {
  const { capture } = state;
  if (capture?.id !== message.captureId) return [state, []];
  return [{ ...state, capture: { ...capture, phase: 'over' } }, [{ type: 'turn_camera_off' }]];
}

export function deskAsked(state: State, message: Message<'desk_asked'>): Step {
  const { capture } = state;
  if (capture?.id !== message.captureId) return [state, []];
  return [{ ...state, capture: { ...capture, isDeskAsked: true } }, []];
}

export function outcomeTold(state: State, message: Message<'outcome'>, from: string): Step {
  const { capture, outcome } = state;
  // The next visitor may already have been in front of the camera.
  if (message.captureId !== state.lastCaptureId) return [state, []];
  const visitor = (capture ?? (outcome?.captureId === message.captureId ? outcome : null))?.visitor;
  return [
    {
      ...state,
      capture: null,
      outcome: {
        captureId: message.captureId,
        from,
        message: message.message,
        visitor: visitor ?? null,
      },
    },
    [
      { type: 'turn_camera_off' },
      { type: 'clear_timer', name: 'capture' },
      { type: 'set_timer', name: 'outcome', ms: message.showMs },
    ],
  ];
}

/** Ends a capture that the service should have ended, so that no camera stays on without a visitor. */
export function captureLimitReached(state: State): Step {
  const { capture } = state;
  return capture ? ownOutcome(state, capture, outcomeOf(capture, 'please_wait')) : [state, []];
}

/** Returns the page's own message: after an enrolment, nobody has to wait. */
function outcomeOf({ purpose }: Capture, message: OutcomeMessage): OutcomeMessage {
  if (purpose === 'document' && message === 'declined') return 'in_person';
  return purpose === 'enrolment' ? 'enrolment_stopped' : message;
}

export function ownOutcome(state: State, capture: Capture, message: OutcomeMessage): Step {
  return [
    {
      ...state,
      capture: null,
      outcome: { captureId: capture.id, from: capture.from, message, visitor: capture.visitor },
    },
    [
      { type: 'turn_camera_off' },
      { type: 'clear_timer', name: 'capture' },
      { type: 'set_timer', name: 'outcome', ms: times.ownOutcome },
    ],
  ];
}
