import type { Reason } from '../sign-in/reasons.ts';
import type { RuleEntry } from './notify-schema.ts';

/** Whether any rule sends this channel a message about a sign-in that is held for this reason. */
export function isToldTo(rules: readonly RuleEntry[], channel: string, reason: Reason): boolean {
  return rules.some(
    ({ reasons, except, to }) =>
      to.includes(channel) &&
      reasons.some((each) => each === 'all' || each === reason) &&
      !except?.some((each) => each === reason),
  );
}
