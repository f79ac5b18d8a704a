import type { Analysis } from '../analysis.ts';
import type { Answer } from './worker-process.ts';

export const timedOut: Analysis = {
  ok: false,
  failure: 'worker_timed_out',
  explanation: 'Looking at the picture took too long.',
};

/** No process is left to look at pictures: all failed and wait to be replaced, or vision stopped. */
export const unavailable: Analysis = {
  ok: false,
  failure: 'worker_failed',
  explanation: 'The face models are not running at the moment.',
};

const failed: Analysis = {
  ok: false,
  failure: 'worker_failed',
  explanation: 'The face models failed while they looked at the picture.',
};

export function analysisOf(answer: Answer<Analysis>): Analysis {
  if (answer.kind === 'answer') return answer.value;
  return answer.kind === 'timed_out' ? timedOut : failed;
}
