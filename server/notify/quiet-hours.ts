/** From one time of day to another, in a time zone; past midnight when it ends before it begins. */
export interface QuietHours {
  /** Minutes since midnight. */
  from: number;
  to: number;
  /** IANA name. */
  zone: string;
}

const dayMinutes = 24 * 60;
const minuteMs = 60_000;

/** When the quiet hours end that this moment lies in; null when it lies in none. */
export function quietUntil(moment: Date, { from, to, zone }: QuietHours): Date | null {
  const minute = minuteOfDay(moment, zone);
  const isQuiet = from <= to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!isQuiet) return null;
  const wholeMinute = Math.floor(moment.getTime() / minuteMs) * minuteMs;
  const end = wholeMinute + ((to - minute + dayMinutes) % dayMinutes) * minuteMs;
  // The clock may have been changed in between.
  const off = (minuteOfDay(new Date(end), zone) - to + dayMinutes * 1.5) % dayMinutes;
  return new Date(end - (off - dayMinutes / 2) * minuteMs);
}

function minuteOfDay(moment: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(moment);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  return part('hour') * 60 + part('minute');
}
