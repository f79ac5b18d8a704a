// What Envoy says of a location's time zone may be any text.

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Returns UTC where the zone is not known. */
export function zoneOrUtc(timezone: string | null): string {
  return timezone !== null && isTimeZone(timezone) ? timezone : 'UTC';
}

/** Returns the date at a place, like `2026-11-24`; in UTC where its time zone is not known. */
export function dayAt(timezone: string | null, at: Date): string {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  // Canada writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('en-CA', { ...parts, timeZone: zoneOrUtc(timezone) }).format(at);
}

/** Returns the time of the day at a place, like `17:05`; null where its time zone is not known. */
export function timeAt(timezone: string | null, at: Date): string | null {
  if (timezone === null || !isTimeZone(timezone)) return null;
  const style = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat('en-GB', { ...style, timeZone: timezone }).format(at);
}
