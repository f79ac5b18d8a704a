import type { Logger } from 'pino';
import type { Timer } from '../platform/clock.ts';
import type { Requirements } from './check.ts';
import type { Decision } from './decision.ts';
import type { EarlierAnswers } from './earlier-answers.ts';
import type { Ledger } from './ledger.ts';
import type { DeskApproval } from './desk-approval.ts';
import type { OtherInstances } from './instance-placement.ts';
import type { SignInRequest } from './sign-in.ts';
import type { DecisionOutbox } from './decision-outbox.ts';

export interface SignInsDeps {
  /** What the policy asks of a sign-in. Asked once for each, at its beginning. */
  requires: (signIn: SignInRequest) => Requirements;
  ledger: Ledger;
  /** Keeps what the ledger does not take. */
  decisionOutbox: Pick<DecisionOutbox, 'find' | 'keep'>;
  /** Other instances that may hold the lobby screen; default: there are none. */
  otherInstances?: OtherInstances;
  /** Who is asked about a doubt where the policy says so; default: no one. */
  desk?: DeskApproval;
  /** From arrival to the answer, at the latest. */
  deadlineMs: number;
  /** Default: the machine's. */
  timer?: Timer;
  /** How long a stop waits for sign-ins that are held; default: 5 s. */
  drainMs?: number;
  log: Logger;
  /** Told of a sign-in when it begins to be looked at. */
  onStarted?: (signIn: SignInRequest) => void;
  /** Told when it is looked at here no more, for another instance decides it. */
  onLeft?: (jobId: string) => void;
  /** Each gets a sign-in once it was answered, if it has news. */
  onDecided?: readonly OnDecided[];
}

/** With what was decided of a job before. */
export type SignInProcessDeps = SignInsDeps & { earlier: Pick<EarlierAnswers, 'find'> };

/** @param isFirst of all instances and answers, one alone is the first of its job: that is to be counted */
type OnDecided = (decision: Decision, signIn: SignInRequest, isFirst: boolean) => void;

export interface Arrival {
  signIn: SignInRequest;
  /** When the instance that Envoy asked was asked, where that is another one. */
  receivedAt?: Date | undefined;
  /** On the clock of `performance.now()`, as is the deadline. */
  arrivedAt: number;
  deadline: number;
  /** Another instance was asked, and has looked whether it was decided before. No one waits for it here. */
  isAnothers: boolean;
  /** Aborted when the service stops. */
  stopping: AbortSignal;
}
