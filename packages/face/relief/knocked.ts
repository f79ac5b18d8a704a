/** How the measured pairs of one capture fit the rig. See `ReliefSession.tally`. */
export interface RigTally {
  /** Pairs that fit. */
  fits: number;
  /** Pairs that show one rigid thing well, but not as the rig says. Films and two displays mostly are not one thing. */
  misfits: number;
}

/** Captures in a row, measured pairs of each, and the share of them that misfits, from which a camera was moved. */
const knockLimits = { captures: 3, pairs: 8, share: 0.8 } as const;

/**
 * Tells whether a camera was moved since the rig was learned: in the last captures, nearly every pair shows one thing and
 * does not fit. A single bad pair or a single visitor never says so.
 *
 * @param captures of different visitors, the oldest first; those with few measured pairs are passed over
 */
export function isKnocked(captures: readonly RigTally[]): boolean {
  const measured = captures.filter(({ fits, misfits }) => fits + misfits >= knockLimits.pairs);
  const last = measured.slice(-knockLimits.captures);
  return (
    last.length === knockLimits.captures &&
    last.every(({ fits, misfits }) => misfits >= knockLimits.share * (fits + misfits))
  );
}
