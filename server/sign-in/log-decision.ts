import type { Logger } from 'pino';
import type { Decision } from './decision.ts';
import type { SignInRequest } from './sign-in.ts';

/** In the log for good: nothing of who it is about. @param isOthers another instance decided it */
export function logDecision(
  log: Logger,
  decision: Decision,
  signIn: SignInRequest,
  isOthers: boolean,
): void {
  log.info(
    {
      jobId: decision.jobId,
      verdict: decision.verdict,
      reason: decision.reason,
      check: decision.check,
      frames: decision.evidence.frames,
      usableFrames: decision.evidence.usableFrames,
      locationId: signIn.locationId,
      milliseconds: decision.decidedAt.getTime() - decision.receivedAt.getTime(),
    },
    isOthers ? 'sign-in decided by another instance' : 'sign-in decided',
  );
}
