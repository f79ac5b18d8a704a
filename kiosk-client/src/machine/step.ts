import {
  agree,
  cameraFailed,
  cameraOn,
  cannotMove,
  captureLimitReached,
  decline,
  guidanceShownLongEnough,
  readingChosen,
  secondCameraFailed,
} from './capture-steps.ts';
import { codeDeclined, codeTyped } from './code-steps.ts';
import {
  documentAgreed,
  documentKeyTyped,
  documentSourceChosen,
  documentTyping,
  documentWanted,
  walletAnswered,
  walletChanged,
} from './document-steps.ts';
import { type Event, type TimerName, type Step, times } from './events.ts';
import { atHome, languageChosen } from './language-steps.ts';
import { instanceLost, linkLost, stopCapture, messageReceived } from './message-steps.ts';
import { reportedCamera, type CameraStatus, type State } from './state.ts';

/** The whole behaviour of the page: no clock, no DOM, no network. */
export function step(state: State, event: Event): Step {
  return (steps[event.type] as (state: State, event: Event) => Step)(state, event);
}

type Steps = { [T in Event['type']]: (state: State, event: Extract<Event, { type: T }>) => Step };

const steps: Steps = {
  started: connecting,
  take_over: connecting,
  unpaired: (state, { problem }) =>
    stopCapture({
      ...state,
      link: 'unpaired',
      linkLate: false,
      kioskName: null,
      pairing: { busy: false, problem },
    }),
  code_entered: (state, { code }) => [
    { ...state, pairing: { busy: true, problem: null } },
    [{ type: 'pair', code }],
  ],
  code_edited: (state) => [{ ...state, pairing: { ...state.pairing, problem: null } }, []],
  pairing_refused: (state, { problem }) => [{ ...state, pairing: { busy: false, problem } }, []],
  paired: (state) => [
    { ...state, link: 'connecting', pairing: { busy: false, problem: null } },
    [{ type: 'connect' }, { type: 'set_timer', name: 'link', ms: times.linkGrace }],
  ],
  message: messageReceived,
  instance_lost: (state, { instance }) => instanceLost(state, instance),
  link_lost: linkLost,
  replaced: (state) => stopCapture({ ...state, link: 'replaced' }),
  outdated: (state) => [state, [{ type: 'turn_camera_off' }, { type: 'reload' }]],
  reload_did_not_help: (state) => stopCapture({ ...state, link: 'outdated' }),
  camera_assessed: (state, { camera }) => cameraAssessed(state, camera),
  camera_on: cameraOn,
  camera_failed: (state, { captureId, camera }) => cameraFailed(state, captureId, camera),
  second_camera_failed: (state, { captureId }) => secondCameraFailed(state, captureId),
  agreed: agree,
  declined: decline,
  cannot_move: cannotMove,
  code_typed: (state, { code }) => codeTyped(state, code),
  code_declined: codeDeclined,
  document_wanted: (state, { from }) => documentWanted(state, from),
  document_source_chosen: (state, { from }) => documentSourceChosen(state, from),
  document_agreed: documentAgreed,
  document_key_typed: (state, { key }) => documentKeyTyped(state, key),
  document_typing: (state, { isTyping }) => documentTyping(state, isTyping),
  wallet_assessed: (state, { wallet }) => walletChanged(state, wallet),
  wallet_answered: walletAnswered,
  camera_permission_wanted: (state) => [state, [{ type: 'ask_camera_permission' }]],
  language_chosen: (state, { language }) => languageChosen(state, language),
  reading_chosen: (state, { language }) => readingChosen(state, language),
  timer: (state, { name }) => timerFired(state, name),
};

function connecting(state: State): Step {
  return [
    { ...state, link: 'connecting', linkLate: false },
    [
      { type: 'assess_camera' },
      { type: 'connect' },
      { type: 'set_timer', name: 'link', ms: times.linkGrace },
    ],
  ];
}

function cameraAssessed(state: State, camera: CameraStatus): Step {
  const changed = reportedCamera(camera) !== reportedCamera(state.camera);
  return [
    { ...state, camera },
    changed && state.link === 'up'
      ? [{ type: 'send', message: { type: 'camera_changed', camera: reportedCamera(camera) } }]
      : [],
  ];
}

function timerFired(state: State, name: TimerName): Step {
  switch (name) {
    case 'link':
      if (state.link !== 'lost' && state.link !== 'connecting') return [state, []];
      return [atHome({ ...state, linkLate: true, capture: null }), [{ type: 'turn_camera_off' }]];
    case 'capture':
      return captureLimitReached(state);
    case 'outcome':
      return [atHome({ ...state, outcome: null }), []];
    case 'guidance':
      return guidanceShownLongEnough(state);
    case 'camera':
      return [state, [{ type: 'assess_camera' }]];
    case 'language':
      if (state.capture || state.outcome) return [state, []];
      return [atHome(state), []];
  }
}
