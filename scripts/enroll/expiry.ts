import { dateOf } from '../cli/text.ts';

/** The end of a day given as `2027-11-24`, local time; null when it is none. */
export function endOfDay(text: string): Date | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  if (!match) return null;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  const date = new Date(year, month - 1, day, 23, 59, 59, 999);
  return dateOf(date) === text.trim() ? date : null;
}
