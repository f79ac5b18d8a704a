import type { Logger } from 'pino';
import type { Timer } from '../platform/clock.ts';
import type { Requirements } from './check.ts';
import type { Decision } from './decision.ts';
import type { EarlierAnswers } from './earlier-answers.ts';
import type { Ledger } from './ledger.ts';
import type { DeskApproval } from './desk-approval.ts';
import type { OtherInstances } from './other-instances.ts';
import type { SignInRequest } from './sign-in.ts';
import type { DecisionOutbox } from './decision-outbox.ts';

export interface SignInsDeps {
  /** Returns the policy's requirements for a sign-in. Called once for each, at its beginning. */
  requires: (signIn: SignInRequest) => Requirements;
  ledger: Ledger;
  /** Keeps answers that the ledger did not store. */
  decisionOutbox: Pick<DecisionOutbox, 'find' | 'keep'>;
  /** Other instances on the same database; default: none. */
  otherInstances?: OtherInstances;
  /** The desk that is asked about a doubt where the policy says so; default: none. */
  desk?: DeskApproval;
  /** Longest time from arrival to answer. */
  deadlineMs: number;
  /** Default: the system's timer. */
  timer?: Timer;
  /** How long a stop waits for held sign-ins; default: 5 s. */
  drainMs?: number;
  log: Logger;
  /** Called when the checks of a sign-in begin. */
  onStarted?: (signIn: SignInRequest) => void;
  /** Called when this instance no longer decides the sign-in. */
  onLeft?: (jobId: string) => void;
  /** Called after each answered sign-in that changes something. */
  onDecided?: readonly OnDecided[];
}

/** Adds the earlier decisions on a job. */
export type SignInProcessDeps = SignInsDeps & { earlier: Pick<EarlierAnswers, 'find'> };

/** @param isFirst true for one answer only, over all instances and repeats of the job: metrics count that one */
type OnDecided = (decision: Decision, signIn: SignInRequest, isFirst: boolean) => void;
