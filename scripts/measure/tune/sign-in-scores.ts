import type { ScoredSignIn } from '../../../server/store/tables/sign-ins.ts';
import { rateOf, type Rate } from '../statistics.ts';
import { Distribution, type Spread } from './distribution.ts';

/** The scores of this lobby's sign-ins against the person claimed. */
export interface SignInScores {
  approved: Spread;
  /** All that went to the front desk with a score, and those by reason. */
  refused: Spread;
  byReason: Record<string, Spread>;
  /** Refused as no match, but so near the threshold that the right person in poor light scores so. */
  nearMisses: number;
  /** Of those, by what the desk said: the right person, someone else. */
  nearMissesSaid: { rightPerson: number; somebodyElse: number };
  said: SaidScores;
  /** Of those whose face had matched and who were asked to follow the dot: who did not, at either asking. */
  notFollowed: Rate;
}

/** The sign-ins for which the desk said who was in front of the camera, whatever the decision. */
export interface SaidScores {
  /** Genuine comparisons, and how many of them stayed below the threshold. */
  rightPerson: Spread;
  falseNonMatches: Rate;
  /** Comparisons with someone else, and how many of them reached the threshold. */
  somebodyElse: Spread;
  falseMatches: Rate;
  /** Of those with someone else: how many the camera let in. */
  wronglyLetIn: number;
}

/** @param threshold the model's */
export function signInScores(signIns: readonly ScoredSignIn[], threshold: number): SignInScores {
  const approved = new Distribution();
  const refused = new Distribution();
  const byReason = new Map<string, Distribution>();
  const nearMissesSaid = { rightPerson: 0, somebodyElse: 0 };
  let nearMisses = 0;
  for (const { verdict, reason, score, said: judgement } of signIns) {
    // Let in by a person, and no word on what such a score is worth.
    if (reason === 'desk_approved') continue;
    if (verdict === 'approved') {
      approved.add(score);
      continue;
    }
    refused.add(score);
    const sameReason = byReason.get(reason) ?? new Distribution();
    sameReason.add(score);
    byReason.set(reason, sameReason);
    const isNear = score < threshold && score >= threshold - (1 - threshold) / 4;
    if (reason !== 'no_match' || !isNear) continue;
    nearMisses++;
    if (judgement === 'right_person') nearMissesSaid.rightPerson++;
    if (judgement === 'somebody_else') nearMissesSaid.somebodyElse++;
  }
  const asked = signIns.filter(({ challengeFailed }) => challengeFailed !== null);
  const reasons = [...byReason].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    approved: approved.spread(),
    refused: refused.spread(),
    byReason: Object.fromEntries(reasons.map(([reason, scores]) => [reason, scores.spread()])),
    nearMisses,
    nearMissesSaid,
    said: saidScores(signIns, threshold),
    notFollowed: rateOf(
      asked.filter(({ challengeFailed }) => challengeFailed).length,
      asked.length,
    ),
  };
}

function saidScores(signIns: readonly ScoredSignIn[], threshold: number): SaidScores {
  const right = signIns.filter(({ said: judgement }) => judgement === 'right_person');
  const others = signIns.filter(({ said: judgement }) => judgement === 'somebody_else');
  const missed = right.filter(({ score }) => score < threshold).length;
  const reached = others.filter(({ score }) => score >= threshold).length;
  const letIn = others.filter(
    ({ verdict, reason }) => verdict === 'approved' && reason !== 'desk_approved',
  );
  return {
    rightPerson: spreadOf(right),
    falseNonMatches: rateOf(missed, right.length),
    somebodyElse: spreadOf(others),
    falseMatches: rateOf(reached, others.length),
    wronglyLetIn: letIn.length,
  };
}

function spreadOf(signIns: readonly ScoredSignIn[]): Spread {
  const scores = new Distribution();
  for (const { score } of signIns) scores.add(score);
  return scores.spread();
}
