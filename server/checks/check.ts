import type { ReviewReason, Reason, Verdict } from '../sign-in/reasons.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';

/** One question asked about a sign-in. Checks run side by side under the sign-in's deadline. */
export interface Check {
  /** Short and stable: stands in the log, in the store and in the visitor log. */
  readonly name: string;
  /**
   * Answers before `deadline`. A check that throws, hangs or answers late counts as a review, so a
   * check only has to be right when it says `passed`.
   */
  run(signIn: SignInRequest, context: CheckContext): Promise<CheckResult>;
}

export interface CheckContext {
  /** Aborted when the answer is no longer wanted: deadline, shutdown, or another check decided. */
  signal: AbortSignal;
  /** On the clock of `performance.now()`, in milliseconds. */
  deadline: number;
}

export type CheckResult = (
  { passed: true; reason: Extract<Reason, 'matched'> } | { passed: false; reason: ReviewReason }
) & {
  evidence?: Evidence;
  /** Told once what the sign-in's verdict became, so that the visitor's screen can say it. */
  onVerdict?: (verdict: Verdict, reason: Reason) => void;
};

/** What a check measured, for the store and the front desk. No picture, no template. */
export interface Evidence {
  /** The enrolled person it is about. */
  personId?: string;
  engine?: string;
  /** Frames looked at, and those good enough to count. */
  frames?: number;
  usableFrames?: number;
  /** Best fused score against the claimed person; stored, never logged or sent. */
  score?: number;
  /** A sentence for the receptionist in addition to the reason's own, without scores. */
  note?: string;
}
