import {
  agreed,
  cameraFailed,
  cameraOn,
  cannotMove,
  captureLimitReached,
  declined,
  guidanceShownLongEnough,
} from './capture-steps.ts';
import type { Event, TimerName, Step } from './events.ts';
import { atHome, languageChosen } from './language-steps.ts';
import { linkLost, stopCapture } from './link-steps.ts';
import { messageReceived } from './message-steps.ts';
import { reported } from './reported.ts';
import type { CameraStatus, State } from './state.ts';
import { times } from './times.ts';

/** The whole behaviour of the page: no clock, no DOM, no network. */
export function step(state: State, event: Event): Step {
  switch (event.type) {
    case 'started':
    case 'take_over':
      return [
        { ...state, link: 'connecting', linkLate: false },
        [
          { type: 'assess_camera' },
          { type: 'connect' },
          { type: 'set_timer', name: 'link', ms: times.linkGrace },
        ],
      ];
    case 'unpaired':
      return stopCapture({
        ...state,
        link: 'unpaired',
        linkLate: false,
        kioskName: null,
        pairing: { busy: false, problem: event.problem },
      });
    case 'code_entered':
      return [
        { ...state, pairing: { busy: true, problem: null } },
        [{ type: 'pair', code: event.code }],
      ];
    case 'code_edited':
      return [{ ...state, pairing: { busy: state.pairing.busy, problem: null } }, []];
    case 'pairing_refused':
      return [{ ...state, pairing: { busy: false, problem: event.problem } }, []];
    case 'paired':
      return [
        { ...state, link: 'connecting', pairing: { busy: false, problem: null } },
        [{ type: 'connect' }, { type: 'set_timer', name: 'link', ms: times.linkGrace }],
      ];
    case 'message':
      return messageReceived(state, event.message);
    case 'link_lost':
      return linkLost(state);
    case 'replaced':
      return stopCapture({ ...state, link: 'replaced' });
    case 'outdated':
      return [state, [{ type: 'turn_camera_off' }, { type: 'reload' }]];
    case 'reload_did_not_help':
      return stopCapture({ ...state, link: 'outdated' });
    case 'camera_assessed':
      return cameraAssessed(state, event.camera);
    case 'camera_on':
      return cameraOn(state, event.captureId);
    case 'camera_failed':
      return cameraFailed(state, event.captureId, event.camera);
    case 'agreed':
      return agreed(state);
    case 'declined':
      return declined(state);
    case 'cannot_move':
      return cannotMove(state);
    case 'camera_permission_wanted':
      return [state, [{ type: 'ask_camera_permission' }]];
    case 'language_chosen':
      return languageChosen(state, event.language);
    case 'timer':
      return timerFired(state, event.name);
  }
}

function cameraAssessed(state: State, camera: CameraStatus): Step {
  const changed = reported(camera) !== reported(state.camera);
  return [
    { ...state, camera },
    changed && state.link === 'up'
      ? [{ type: 'send', message: { type: 'camera_changed', camera: reported(camera) } }]
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
