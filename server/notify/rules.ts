import type { Decision } from '../sign-in/decision.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import type { RuleEntry } from './notify-schema.ts';
import { quietUntil, type QuietHours } from './quiet-hours.ts';

/**
 * When this channel is told of a sign-in: at which time at the earliest, or null for never. Of
 * several rules that send it there, the one that is soonest.
 */
export function whenToTell(
  rules: readonly RuleEntry[],
  channel: string,
  { reason, decidedAt }: Pick<Decision, 'reason' | 'decidedAt'>,
  { timezone }: Pick<SignInRequest, 'timezone'>,
): Date | null {
  let soonest: Date | null = null;
  for (const { reasons, except, to, quiet } of rules) {
    const applies =
      to.includes(channel) &&
      reasons.some((each) => each === 'all' || each === reason) &&
      !except?.some((each) => each === reason);
    if (!applies) continue;
    const end = quiet && quietUntil(decidedAt, hoursOf(quiet, timezone));
    if (end && quiet.then === 'drop') continue;
    const at = end ?? decidedAt;
    if (soonest === null || at < soonest) soonest = at;
  }
  return soonest;
}

function hoursOf(
  { from, to, zone }: NonNullable<RuleEntry['quiet']>,
  timezone: string | null,
): QuietHours {
  return { from: minutes(from), to: minutes(to), zone: zone ?? knownZone(timezone) };
}

function minutes(timeOfDay: string): number {
  const [hours = '0', rest = '0'] = timeOfDay.split(':');
  return Number(hours) * 60 + Number(rest);
}

/** Envoy's, which is not ours to be right. */
function knownZone(timezone: string | null): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone ?? 'UTC' }).resolvedOptions()
      .timeZone;
  } catch {
    return 'UTC';
  }
}
