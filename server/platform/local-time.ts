// Envoy's time zone of a location may be any text.

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Returns UTC for an unknown zone. */
export function zoneOrUtc(timezone: string | null): string {
  return timezone !== null && isTimeZone(timezone) ? timezone : 'UTC';
}

/** Returns the local date, like `2026-11-24`; in UTC for an unknown time zone. */
export function dayAt(timezone: string | null, at: Date): string {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  // Canada's locale writes dates in ISO 8601.
  return new Intl.DateTimeFormat('en-CA', { ...parts, timeZone: zoneOrUtc(timezone) }).format(at);
}

/** Returns the local time of day, like `17:05`; null for an unknown time zone. */
export function timeAt(timezone: string | null, at: Date): string | null {
  if (timezone === null || !isTimeZone(timezone)) return null;
  const style = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat('en-GB', { ...style, timeZone: timezone }).format(at);
}

/** The end of a local day given as `2027-11-24`; null for any other text. */
export function endOfDay(text: string): Date | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  if (!match) return null;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  const date = new Date(year, month - 1, day, 23, 59, 59, 999);
  const isOne = date.getFullYear() === year && date.getMonth() === month - 1;
  return isOne && date.getDate() === day ? date : null;
}

/** Local time, like `2026-03-12 17:05`. */
export function timeOf(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${dateOf(date)} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** A local date, like `2026-11-24`. */
export function dateOf(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
}
