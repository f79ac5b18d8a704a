import { enoughLit, type LightRule } from '../../config/light.ts';
import { isChallenge, type LivenessMode } from '../../config/liveness.ts';
import type { CheckResult } from '../../sign-in/check.ts';
import type { Db } from '../../store/schema.ts';
import { hasLitSignIns } from '../../store/tables/sign-ins.ts';

interface Asked {
  rule: LightRule;
  /** Where no dot moves, there are no tints. */
  liveness: LivenessMode;
  db: Db;
}

/**
 * Holds a visitor whose face did not go along with the tints, where a manager has switched that on and this office has
 * enough numbers of its own. @throws what the store throws
 */
export async function judgeLight(
  result: CheckResult,
  { rule: { mode, limit }, liveness, db }: Asked,
): Promise<CheckResult> {
  if (mode !== 'require' || limit === null || !result.passed || !isChallenge(liveness))
    return result;
  const { lightAgreement } = result.evidence ?? {};
  if (lightAgreement !== undefined && lightAgreement >= limit) return result;
  if (!(await hasLitSignIns(db, enoughLit))) return result;
  const { evidence, comparedWith, onVerdict } = result;
  return {
    passed: false,
    reason: 'light_not_seen',
    evidence: { ...evidence, tried: 'failed' },
    ...(comparedWith && { comparedWith }),
    ...(onVerdict && { onVerdict }),
  };
}
