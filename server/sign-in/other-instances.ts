import type { Decision } from './decision.ts';
import type { SignInRequest } from './sign-in.ts';

/** Envoy has given up a call that is older. */
export const longestCallMs = 30_000;
/** Time reserved after the checks, so that the verdict can be stored before the deadline. */
export const storingMs = 750;

/**
 * Passes Envoy's call on to another instance, as it arrived. Resolves with `answered` after a valid answer, with
 * `refused` after another one, with `unreachable` when there was none. Never rejects.
 * @param to with the address of its hook listener
 * @param until on the clock of `performance.now()`
 * @param signals each of them ends the wait
 */
export type ForwardCall = (
  to: { id: string; address: string },
  until: number,
  signals: readonly AbortSignal[],
) => Promise<'answered' | 'refused' | 'unreachable'>;

/** How Envoy's call reached this instance. */
export interface CallRoute {
  /** When the instance that Envoy called received the call; default: when this one did. */
  receivedAt?: Date;
  /** Whether another instance has forwarded the call here. That instance alone answers Envoy. */
  isForwarded?: boolean;
  /** Absent where the call must be decided here. */
  forward?: ForwardCall;
  /** Called after each wait for another instance, with its stored decision; null: the store did not have it in time. */
  noteStored?(decision: Decision | null): void;
}

interface BeginOptions {
  /** On the clock of `performance.now()`: afterwards there is only time to store a review. */
  until: number;
  /** Aborted when the service stops. */
  stopping: AbortSignal;
  /** Aborted when another instance has forwarded the same call here: then it must be decided here. */
  isHere: AbortSignal;
  /** Returns undefined when another instance has forwarded the call: it is not forwarded again. */
  forward: () => ForwardCall | undefined;
  /** Ids of the instances that have not decided this sign-in: they are not called again. `begin` adds to it. */
  tried: Set<string>;
}

/** The other instances on the same database, from the view of a sign-in. */
export interface OtherInstances {
  /**
   * Whether the checks run here. Otherwise, `elsewhere`: another instance has answered, and the store has its decision,
   * or will have it in a moment. `silent`: it has not answered in time. @throws what the store throws
   */
  begin(signIn: SignInRequest, options: BeginOptions): Promise<'here' | 'elsewhere' | 'silent'>;
  /**
   * Milliseconds since an instance began with a job that is not answered; null: none did, or for a call that Envoy has
   * given up. @throws what the store throws
   */
  askedMsAgo(jobId: string): Promise<number | null>;
  /** The sign-in is answered. */
  end(jobId: string): void;
}
