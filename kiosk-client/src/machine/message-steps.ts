import type { ServiceMessage } from '../../../server/protocol/messages.ts';
import { captureEnded, captureStarted, frameSeen, outcomeTold } from './capture-steps.ts';
import { held, heldOver } from './held-steps.ts';
import { greeted } from './link-steps.ts';
import type { State } from './state.ts';
import type { Step } from './events.ts';

export function messageReceived(state: State, message: ServiceMessage): Step {
  switch (message.type) {
    case 'hello':
      return greeted(state, message);
    case 'heartbeat':
      return [state, []];
    case 'capture_start':
      return captureStarted(state, message);
    case 'frame_seen':
      return frameSeen(state, message);
    case 'capture_end':
      return captureEnded(state, message);
    case 'outcome':
      return outcomeTold(state, message);
    case 'held':
      return held(state, message);
    case 'held_over':
      return heldOver(state);
  }
}
