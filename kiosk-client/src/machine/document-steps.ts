import type { DocumentKey } from '../../../server/protocol/document-messages.ts';
import type { ServiceMessage } from '../../../server/protocol/messages.ts';
import type { Effect, Step } from './events.ts';
import type { Capture, DocumentState, State } from './state.ts';

/** The offer on the idle screen was touched. The service answers with a capture. */
export function documentWanted(state: State): Step {
  if (!state.isDocumentOffered || state.capture || state.outcome) return [state, []];
  const message = { type: 'document_wanted', language: state.language } as const;
  return [state, [{ type: 'send', message }]];
}

export function documentAgreed(state: State): Step {
  const { capture } = state;
  if (capture?.document?.step !== 'consent') return [state, []];
  const message = { type: 'document_agreed', captureId: capture.id } as const;
  return [inDocument(state, capture, { step: 'key' }), [{ type: 'send', message }]];
}

export function documentKeyTyped(state: State, key: DocumentKey): Step {
  const { capture } = state;
  if (capture?.document?.step !== 'key' || capture.phase === 'over') return [state, []];
  const message = { type: 'document_key', captureId: capture.id, key } as const;
  return [inDocument(state, capture, { step: 'reading' }), [{ type: 'send', message }]];
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
  const next = inDocument(state, capture, { step, problem, progress });
  if (step !== 'face') return [next, []];
  const { id: captureId, frames } = capture;
  const effects: Effect[] = [{ type: 'turn_camera_on', captureId, frames }];
  return [{ ...next, capture: next.capture && { ...next.capture, phase: 'starting' } }, effects];
}

function inDocument(
  state: State,
  capture: Capture,
  { step, problem = null, progress = 0 }: Pick<DocumentState, 'step'> & Partial<DocumentState>,
): State {
  return { ...state, capture: { ...capture, document: { step, problem, progress } } };
}
