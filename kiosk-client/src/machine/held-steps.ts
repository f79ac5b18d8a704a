import { asksToWait, type ServiceMessage } from '../../../server/protocol/messages.ts';
import { atHome, spokenTo } from './language-steps.ts';
import type { Step } from './events.ts';
import type { State } from './state.ts';

/** Somebody is held without a capture: what they read is what a held capture ends with. */
export function held(state: State, message: Extract<ServiceMessage, { type: 'held' }>): Step {
  // Whoever is before the camera is not meant.
  if (state.capture) return [state, []];
  return [
    {
      ...spokenTo(state, message.language),
      outcome: { captureId: null, message: 'please_wait', visitor: null },
    },
    [{ type: 'set_timer', name: 'outcome', ms: message.showMs }],
  ];
}

export function heldOver(state: State): Step {
  if (!state.outcome || !asksToWait(state.outcome.message)) return [state, []];
  return [atHome({ ...state, outcome: null }), [{ type: 'clear_timer', name: 'outcome' }]];
}
