import { ListError } from './format.ts';

const dayMs = 24 * 3600_000;

/** Judgements of a list's date: `future` and `unreadable` are the publisher's errors, `old` is over a year ago. */
export type DatePlausibility = 'plausible' | 'old' | 'future' | 'unreadable';

/**
 * Whether a list can have been published on that day. With a wrong date in force, every right file would count as
 * older. Tomorrow is allowed, because of time zones.
 * @param date `2026-11-20`
 */
export function publicationDate(date: string, now: Date): DatePlausibility {
  const time = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN;
  if (Number.isNaN(time)) return 'unreadable';
  if (time > now.getTime() + dayMs) return 'future';
  return time < now.getTime() - 366 * dayMs ? 'old' : 'plausible';
}

/** @throws {ListError} `list_date_unusable`: after a wrong date in force, every right file would count as older */
export function expectUsableDate(label: string, date: string, now: Date): void {
  const plausibility = publicationDate(date, now);
  if (plausibility === 'plausible' || plausibility === 'old') return;
  const what = plausibility === 'future' ? 'which is in the future' : 'which is no day';
  throw new ListError(
    'list_date_unusable',
    `The file of ${label} says that it is of "${date.slice(0, 40)}", ${what}. Nothing was changed.`,
  );
}
