import { type ServiceMessage, protocolVersion } from '#server/protocol/messages.ts';
import { asksToWait } from '#server/protocol/screen-words.ts';
import { codeWanted } from './code-steps.ts';
import { documentOffered, documentStep } from './document-steps.ts';
import {
  captureEnded,
  captureStarted,
  deskAsked,
  frameSeen,
  outcomeTold,
} from './capture-steps.ts';
import { type State, reportedCamera } from './state.ts';
import { type Event, type Step, type Effect, times } from './events.ts';
import { atHome, spokenTo } from './language-steps.ts';

export function messageReceived(
  state: State,
  { message, from = '', isLeading = true }: Extract<Event, { type: 'message' }>,
): Step {
  switch (message.type) {
    case 'hello':
      return greet(state, message, { from, isLeading });
    case 'heartbeat':
    case 'instances':
    case 'leaving':
      return [state, []];
    case 'capture_start':
      return captureStarted(state, message, from);
    case 'frame_seen':
      return frameSeen(state, message);
    case 'code_wanted':
      return codeWanted(state, message);
    case 'document_offered':
      return [documentOffered(state, message, from), []];
    case 'document_step':
      return documentStep(state, message);
    case 'capture_end':
      return captureEnded(state, message);
    case 'desk_asked':
      return deskAsked(state, message);
    case 'outcome':
      return outcomeTold(state, message, from);
    case 'held':
      return hold(state, message, from);
    case 'held_over':
      return endWaitNotice(state, from);
  }
}

function greet(
  state: State,
  hello: Extract<ServiceMessage, { type: 'hello' }>,
  { from, isLeading }: { from: string; isLeading: boolean },
): Step {
  if (hello.protocol !== protocolVersion) return [state, [{ type: 'reload' }]];
  const effects: Effect[] = [
    { type: 'clear_timer', name: 'link' },
    {
      type: 'send',
      message: { type: 'ready', protocol: protocolVersion, camera: reportedCamera(state.camera) },
      to: from,
    },
  ];
  // The service may restart the interrupted capture, or may have abandoned it. It does not say which.
  if (state.capture && (state.link !== 'up' || state.capture.from === from)) {
    effects.push({ type: 'set_timer', name: 'capture', ms: times.outcomeAwaited });
  }
  const { office = { name: null, logo: false }, kiosk } = hello;
  const known = isLeading ? { kioskName: kiosk.name, office } : {};
  if (state.wallet) {
    const message = { type: 'wallet_changed', wallet: state.wallet } as const;
    effects.push({ type: 'send', message, to: from });
  }
  const next = documentOffered(state, { isOffered: false }, from);
  return [{ ...next, link: 'up', linkLate: false, ...known }, effects];
}

export function linkLost(state: State): Step {
  const effects: Effect[] = [{ type: 'turn_camera_off' }];
  // Set only at the first loss, because each failed retry reports a loss again.
  if (state.link === 'up') effects.push({ type: 'set_timer', name: 'link', ms: times.linkGrace });
  const capture = state.capture && { ...state.capture, phase: 'over' as const };
  return [{ ...state, link: 'lost', documentOfferedBy: [], phoneOfferedBy: [], capture }, effects];
}

/** Its capture ends, and no outcome follows. The instance may come back at once, and start the capture again. */
export function instanceLost(state: State, instance: string): Step {
  const next = documentOffered(state, { isOffered: false }, instance);
  const { capture } = next;
  if (capture?.from !== instance) return [next, []];
  return [
    { ...next, capture: { ...capture, phase: 'over' } },
    [{ type: 'turn_camera_off' }, { type: 'set_timer', name: 'capture', ms: times.outcomeAwaited }],
  ];
}

/** For states without a person in front of the camera. */
export function stopCapture(state: State): Step {
  return [
    atHome({ ...state, capture: null, outcome: null }),
    [
      { type: 'turn_camera_off' },
      { type: 'clear_timer', name: 'link' },
      { type: 'clear_timer', name: 'capture' },
      { type: 'clear_timer', name: 'outcome' },
    ],
  ];
}

/** Shows a visitor who is held without a capture the same message as at the end of a held capture. */
function hold(
  state: State,
  message: Extract<ServiceMessage, { type: 'held' }>,
  from: string,
): Step {
  // The message is not for the person in front of the camera.
  if (state.capture) return [state, []];
  return [
    {
      ...spokenTo(state, message.language),
      outcome: { captureId: null, from, message: 'please_wait', visitor: null },
    },
    [{ type: 'set_timer', name: 'outcome', ms: message.showMs }],
  ];
}

/** Only the instance that asked the visitor to wait knows that somebody has come. */
function endWaitNotice(state: State, from: string): Step {
  const { outcome } = state;
  if (outcome?.from !== from || !asksToWait(outcome.message)) return [state, []];
  return [atHome({ ...state, outcome: null }), [{ type: 'clear_timer', name: 'outcome' }]];
}
