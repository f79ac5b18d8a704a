import { type ServiceMessage, protocolVersion } from '../../../server/protocol/messages.ts';
import type { Effect, Step } from './events.ts';
import { atHome } from './language-steps.ts';
import { reported } from './reported.ts';
import type { State } from './state.ts';
import { times } from './times.ts';

export function greeted(state: State, hello: Extract<ServiceMessage, { type: 'hello' }>): Step {
  if (hello.protocol !== protocolVersion) return [state, [{ type: 'reload' }]];
  const effects: Effect[] = [
    { type: 'clear_timer', name: 'link' },
    {
      type: 'send',
      message: { type: 'ready', protocol: protocolVersion, camera: reported(state.camera) },
    },
  ];
  // The service starts again what was cut, or has given it up: it does not say which.
  if (state.capture) {
    effects.push({ type: 'set_timer', name: 'capture', ms: times.outcomeAwaited });
  }
  const { office = { name: null, logo: false }, sound = false, kiosk } = hello;
  return [{ ...state, link: 'up', linkLate: false, kioskName: kiosk.name, office, sound }, effects];
}

export function linkLost(state: State): Step {
  const effects: Effect[] = [{ type: 'turn_camera_off' }];
  if (!state.linkLate) effects.push({ type: 'set_timer', name: 'link', ms: times.linkGrace });
  return [
    { ...state, link: 'lost', capture: state.capture && { ...state.capture, phase: 'over' } },
    effects,
  ];
}

/** For states in which no one can be before the camera. */
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
