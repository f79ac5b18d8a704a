import type { ScoredSignIn } from '../../server/store/tables/sign-ins.ts';
import { Distribution, type Spread } from './distribution.ts';

/** The scores of this lobby's sign-ins against the person claimed. */
export interface SignInScores {
  approved: Spread;
  /** All that went to the front desk with a score, and those by reason. */
  refused: Spread;
  byReason: Record<string, Spread>;
  /** Refused as no match, but so near the threshold that the right person in poor light scores so. */
  nearMisses: number;
}

/** @param threshold the model's */
export function signInScores(signIns: readonly ScoredSignIn[], threshold: number): SignInScores {
  const approved = new Distribution();
  const refused = new Distribution();
  const byReason = new Map<string, Distribution>();
  let nearMisses = 0;
  for (const { verdict, reason, score } of signIns) {
    if (verdict === 'approved') {
      approved.add(score);
      continue;
    }
    refused.add(score);
    const sameReason = byReason.get(reason) ?? new Distribution();
    sameReason.add(score);
    byReason.set(reason, sameReason);
    const isNear = score < threshold && score >= threshold - (1 - threshold) / 4;
    if (reason === 'no_match' && isNear) nearMisses++;
  }
  const reasons = [...byReason].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    approved: approved.spread(),
    refused: refused.spread(),
    byReason: Object.fromEntries(reasons.map(([reason, scores]) => [reason, scores.spread()])),
    nearMisses,
  };
}
