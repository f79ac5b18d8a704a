import { setMaxListeners } from 'node:events';
import type { ReviewReason } from './reasons.ts';
import type { SignInRequest } from './sign-in.ts';

/** Kept back from the checks, so that their verdict can be stored before the deadline. */
export const storingMs = 750;

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

/** The only service on a database of SQLite: a row would be flushed to the disk before the checks may begin. */
export const singleInstance: OtherInstances = {
  place: async () => ({ at: 'here', moved: never }),
  done: () => {},
};
