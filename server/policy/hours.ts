/** Two times of the day, `18:00-08:00`: from the first one on, up to the second, over midnight where that is earlier. */
export const hoursPattern = '^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$';

/** The time of the day at a place, like `17:05`; null where its time zone is not known. */
export function timeAt(timezone: string | null, at: Date): string | null {
  if (timezone === null) return null;
  try {
    const style = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    return new Intl.DateTimeFormat('en-GB', { ...style, timeZone: timezone }).format(at);
  } catch {
    return null;
  }
}

/** @param time like `17:05`: such texts sort as times do */
export function isWithin(hours: readonly string[], time: string): boolean {
  return hours.some((each) => {
    const [from = '', until = ''] = each.split('-');
    return from <= until ? time >= from && time < until : time >= from || time < until;
  });
}
