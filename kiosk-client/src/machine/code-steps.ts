import type { ServiceMessage } from '#server/protocol/messages.ts';
import { ownOutcome } from './capture-steps.ts';
import type { Step } from './events.ts';
import type { State } from './state.ts';

/** The camera has seen enough, and the service asks for a code. */
export function codeWanted(
  state: State,
  { captureId, setUp, problem }: Extract<ServiceMessage, { type: 'code_wanted' }>,
): Step {
  const { capture } = state;
  if (capture?.id !== captureId || capture.phase !== 'looking') return [state, []];
  const code = { setUp, problem, isSent: false };
  return [
    { ...state, capture: { ...capture, path: null, code } },
    [{ type: 'turn_camera_off' }, { type: 'clear_timer', name: 'guidance' }],
  ];
}

export function codeTyped(state: State, code: string): Step {
  const { capture } = state;
  if (!capture?.code || capture.code.isSent || capture.phase !== 'looking') return [state, []];
  return [
    { ...state, capture: { ...capture, code: { ...capture.code, isSent: true } } },
    [{ type: 'send', message: { type: 'code_typed', captureId: capture.id, code } }],
  ];
}

/** Sends a visitor without a code to the front desk, without waiting for the service. */
export function codeDeclined(state: State): Step {
  const { capture } = state;
  // A sent code is being judged, and the service accepts no second answer.
  if (!capture?.code || capture.code.isSent || capture.phase !== 'looking') return [state, []];
  const [next, effects] = ownOutcome(state, capture, 'in_person');
  const message = { type: 'code_declined', captureId: capture.id } as const;
  return [next, [...effects, { type: 'send', message }]];
}
