import type { SignInRequest } from './sign-in.ts';

/** Time reserved after the checks, so that the verdict can be stored before the deadline. */
export const storingMs = 750;

export interface Limits {
  /** On the clock of `performance.now()`: afterwards there is only time to store a review. */
  until: number;
  /** Aborted when the service stops. */
  stopping: AbortSignal;
  /** Aborted when another instance has forwarded the same call here: then it must be decided here. */
  isHere: AbortSignal;
}

/**
 * Passes Envoy's call on to another instance, as it arrived. Resolves with `answered` after a valid answer, with
 * `refused` after another one, with `unreachable` when there was none. Never rejects.
 * @param address of the other instance's hook listener
 */
export type ForwardCall = (
  to: { id: string; address: string },
  limits: Limits,
) => Promise<'answered' | 'refused' | 'unreachable'>;

/** The other instances on the same database, from the view of a sign-in. */
export interface OtherInstances {
  /**
   * Whether the checks run here. Otherwise, `elsewhere`: another instance has answered, and the store has its decision,
   * or will have it in a moment. `silent`: it has not answered in time. @throws what the store throws
   * @param forward returns undefined when another instance has forwarded the call: it is not forwarded again
   */
  begin(
    signIn: SignInRequest,
    options: Limits & { forward: () => ForwardCall | undefined },
  ): Promise<'here' | 'elsewhere' | 'silent'>;
  /** The sign-in is answered. */
  done(jobId: string): void;
}
