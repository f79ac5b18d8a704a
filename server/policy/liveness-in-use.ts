import { livenessModes, type LivenessMode } from '../config/liveness.ts';
import type { CheckSettings, Policy } from './policy.ts';

/** One way of `VESTIBULE_LIVENESS` that a policy asks faces for. */
export interface LivenessInUse {
  mode: LivenessMode;
  /** The rule that sets it; null where `VESTIBULE_LIVENESS` does. */
  rule: string | null;
}

/** How faces are asked to show that they are no pictures, rule by rule. Empty where no face is asked for. */
export function livenessInUse(policy: Policy, usual: LivenessMode): LivenessInUse[] {
  const asked = policy.rules.flatMap(({ name, checks }) => {
    const face = checks.find((check) => check.name === 'face');
    if (!face) return [];
    const own = ownLiveness(face);
    return [own === null || own === usual ? null : { mode: own, rule: name }];
  });
  const own = asked.filter((one) => one !== null);
  return own.length < asked.length ? [{ mode: usual, rule: null }, ...own] : own;
}

function ownLiveness({ settings }: CheckSettings): LivenessMode | null {
  const { liveness } = (settings ?? {}) as { liveness?: unknown };
  return livenessModes.find((mode) => mode === liveness) ?? null;
}
