import type { Decision, Review } from './decision.ts';

/** The ways in which a held sign-in ends. `docs/architecture.md` lists them. */
export const outcomeKinds = {
  first: "decided here, and stored as the job's first decision",
  known: 'the job had a decision already, which Envoy hears again',
  remote: 'another instance decided and stored it while the call waited here',
  unstored:
    'the deadline came first or something failed: a review, which is stored after the answer',
} as const;

/**
 * What Envoy hears, and what the store knows of it at that moment. An approval is stored before Envoy hears it: the
 * type allows an `unstored` review only.
 */
export type SignInOutcome =
  | { kind: Exclude<keyof typeof outcomeKinds, 'unstored'>; decision: Decision }
  | { kind: 'unstored'; decision: Review };
