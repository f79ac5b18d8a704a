import { timeAt, zoneOrUtc } from '../platform/local-time.ts';
import type { Decision } from '../sign-in/decision.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import type { RuleEntry } from './notify-schema.ts';

/**
 * When this channel gets a message about a sign-in: the earliest time of all matching rules, or null for never.
 */
export function deliveryTime(
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
  return { from: minutes(from), to: minutes(to), zone: zone ?? zoneOrUtc(timezone) };
}

function minutes(timeOfDay: string): number {
  const [hours = '0', rest = '0'] = timeOfDay.split(':');
  return Number(hours) * 60 + Number(rest);
}

/** From one time of day to another in a time zone. Spans midnight when the end is before the beginning. */
export interface QuietHours {
  /** Minutes since midnight. */
  from: number;
  to: number;
  /** IANA name. */
  zone: string;
}

const dayMinutes = 24 * 60;
const minuteMs = 60_000;

/** When the quiet hours around this moment end; null outside quiet hours. */
export function quietUntil(moment: Date, { from, to, zone }: QuietHours): Date | null {
  const minute = minutes(timeAt(zone, moment) ?? '');
  const isQuiet = from <= to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!isQuiet) return null;
  const wholeMinute = Math.floor(moment.getTime() / minuteMs) * minuteMs;
  const end = wholeMinute + ((to - minute + dayMinutes) % dayMinutes) * minuteMs;
  // Corrects a change to or from daylight saving time in between.
  const off = (minutes(timeAt(zone, new Date(end)) ?? '') - to + dayMinutes * 1.5) % dayMinutes;
  return new Date(end - (off - dayMinutes / 2) * minuteMs);
}
