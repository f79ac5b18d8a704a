const dayMs = 24 * 3600_000;

/** What a list's own date can be: `future` and `unreadable` are the publisher's mistake, `old` is more than a year ago. */
export type DatePlausibility = 'plausible' | 'old' | 'future' | 'unreadable';

/**
 * Whether a list can have been published on that day. A mistaken date in force would make every right file the older
 * one. Tomorrow is allowed: it is tomorrow there already.
 * @param date `2026-11-20`
 */
export function publicationDate(date: string, now: Date): DatePlausibility {
  const time = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN;
  if (Number.isNaN(time)) return 'unreadable';
  if (time > now.getTime() + dayMs) return 'future';
  return time < now.getTime() - 366 * dayMs ? 'old' : 'plausible';
}
