import type { Db } from '../store/schema.ts';
import { type Decision, type NamedResult, isPassed } from './decision.ts';
import type { Reason, ReviewReason } from './reasons.ts';
import type { SignInRequest } from './sign-in.ts';
import { setMaxListeners } from 'node:events';

/** Kept back from the checks, so that their verdict can be stored before the deadline. */
export const storingMs = 750;

/** Asks the people at the front desk about a doubt while Envoy waits. */
export interface AskDesk {
  /**
   * Resolves with the approval once someone let the visitor in and that is stored; with null in every
   * other case, at `until` at the latest unless an approval is being stored right then. Never rejects.
   */
  ask(question: DeskQuestion): Promise<Decision | null>;
}

export interface DeskQuestion {
  signIn: SignInRequest;
  /** The review that it is unless someone lets the visitor in. */
  doubt: Decision;
  /** On the clock of `performance.now()`, in milliseconds. */
  until: number;
  /** Aborted when the service stops. */
  signal: AbortSignal;
  /**
   * Stores the approval.
   *
   * @param alongside writes in the same transaction, last; when it throws, nothing is stored
   * @returns null when the job was decided before, or what a check went by has changed so that there is
   *   more than the doubt: then it is not to be asked any more, and nothing of `alongside` is stored
   * @throws what the store throws
   */
  approve: (alongside: (transaction: Db) => Promise<void>) => Promise<Decision | null>;
  /** What Envoy is answered, whatever is stored. */
  answer: Promise<Decision>;
}

/** With less time left before the deadline no one can look at a document, and the desk is not asked. */
export const leastAskMs = 8000;

/**
 * The doubts that a look at a document settles. Not among them, on purpose: whatever speaks against the visitor
 * (`other_person`, `spoof_suspected`, `face_changed`, `locked_out`, `signed_in_already`, `camera_changed`,
 * `room_differs`, and `camera_stuck`, which a picture in front of the camera may look like); what the office's own rules have settled
 * without a look (`not_enrolled`, `name_differs`, `enrolment_expired`, `consent_outdated`, `opted_out`); and faults
 * that need a fix (`no_kiosk_here`, `internal_error`, `timed_out`).
 */
const askable: ReadonlySet<Reason> = new Set<Reason>([
  'no_match',
  'no_face',
  'several_faces',
  'poor_quality',
  'movement_not_seen',
  'light_not_seen',
  'cannot_move',
  'declined',
  'kiosk_offline',
  'kiosk_busy',
]);

/** Whether the desk may be asked about what a check said. */
export function isForDesk(result: Pick<NamedResult, 'passed' | 'reason'> & { forDesk?: boolean }) {
  return !result.passed && result.forDesk === true && askable.has(result.reason);
}

/** Whether nothing but one such doubt keeps the visitor from being let in. */
export function isOneDoubt(results: readonly NamedResult[]): boolean {
  const failed = results.filter((result) => !isPassed(result));
  return failed.length === 1 && failed.every(isForDesk);
}

/** Who is to decide a sign-in that this instance was asked for. */
export type Placement =
  /** This one. `moved` is aborted when another one has the lobby screen now, and it is to be asked again. */
  | { at: 'here'; moved: AbortSignal }
  /** Another one has: the decision is stored. */
  | { at: 'stored' }
  /** Another one should have, and nothing came of it. */
  | { at: 'nowhere'; reason: ReviewReason };

export interface PlaceOptions {
  /** When this instance was asked: whichever decides it stores that time. */
  receivedAt: Date;
  /** On the clock of `performance.now()`: afterwards there is only time left to store a review. */
  until: number;
  /** Aborted when the service stops. */
  signal: AbortSignal;
}

/** The other instances on the same database, as a sign-in sees them. */
export interface OtherInstances {
  /**
   * Has the instance that holds the lobby screen decide, or whichever has begun already, and waits for
   * it. Resolves by `until`. @throws what the store throws
   */
  place(signIn: SignInRequest, options: PlaceOptions): Promise<Placement>;
  /** The sign-in is answered, or not this instance's to answer any more. */
  done(jobId: string): void;
}

const never = new AbortController().signal;
// One for each sign-in that is held.
setMaxListeners(0, never);

/** The only service on a database. */
export const noOthers: OtherInstances = {
  place: async () => ({ at: 'here', moved: never }),
  done: () => {},
};
