import { InvalidArgumentError } from 'commander';
import { endOfDay } from '../enroll/expiry.ts';

/** The beginning of a day given on the command line, in local time. */
export function asDay(text: string): Date {
  const end = endOfDay(text);
  if (!end) throw new InvalidArgumentError('Give a day as 2026-11-01.');
  return new Date(end.getFullYear(), end.getMonth(), end.getDate());
}
