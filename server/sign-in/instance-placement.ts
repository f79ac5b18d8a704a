import { setMaxListeners } from 'node:events';
import type { ReviewReason } from './reasons.ts';
import type { SignInRequest } from './sign-in.ts';

/** Time reserved after the checks, so that the verdict can be stored before the deadline. */
export const storingMs = 750;

/** Which instance decides a sign-in that this instance received. */
export type Placement =
  /** This instance. `moved` aborts when another instance has the lobby screen; then place the sign-in again. */
  | { at: 'here'; moved: AbortSignal }
  /** Another instance has decided, and the decision is stored. */
  | { at: 'stored' }
  /** Another instance should have decided and did not. */
  | { at: 'nowhere'; reason: ReviewReason };

export interface PlaceOptions {
  /** When this instance received the sign-in. The deciding instance stores this time. */
  receivedAt: Date;
  /** On the clock of `performance.now()`: afterwards there is only time to store a review. */
  until: number;
  /** Aborted when the service stops. */
  signal: AbortSignal;
}

/** The other instances on the same database, from the view of a sign-in. */
export interface OtherInstances {
  /**
   * Makes one instance decide and waits for it: one that has begun, otherwise the one with the lobby screen.
   * Resolves by `until`. @throws what the store throws
   */
  place(signIn: SignInRequest, options: PlaceOptions): Promise<Placement>;
  /** The sign-in is answered, or another instance has to answer it. */
  done(jobId: string): void;
}

const never = new AbortController().signal;
// Each held sign-in adds one listener.
setMaxListeners(0, never);

/** For a single service on SQLite: a row would have to be flushed to the disk before the checks begin. */
export const singleInstance: OtherInstances = {
  place: async () => ({ at: 'here', moved: never }),
  done: () => {},
};
