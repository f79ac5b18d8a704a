/** The date in a time zone, as `2026-11-24`; in UTC where the zone is not known. */
export function todayIn(timezone: string | null, now: Date): string {
  try {
    // Canada writes dates as ISO 8601 does.
    return new Intl.DateTimeFormat('en-CA', { timeZone: timezone ?? 'UTC' }).format(now);
  } catch {
    return now.toISOString().slice(0, 10);
  }
}
