/** How the job ids of sign-ins begin that this program made up. Envoy never sends such an id. */
export const ownJobIds = {
  /** A sign-in that `simulate`, `try` or `demo` signed in Envoy's place. */
  simulated: 'simulated-',
  /** The card for a time in which answers may have been lost. */
  withoutCard: 'without-card-',
} as const;
