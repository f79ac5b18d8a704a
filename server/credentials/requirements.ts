import type { Dose, FaultCode } from './credential.ts';

export interface DoseRules {
  /** CVX codes and the EU's product numbers. */
  vaccines: readonly string[];
  doses: number;
  /** Only doses that were given at least so many days ago count. */
  atLeastDaysAgo: number;
  /** The last dose that counts may be so many days ago; null: any number. */
  atMostDaysAgo: number | null;
}

/**
 * What is missing in these doses, or null when they will do.
 *
 * @param today `2026-11-25`
 */
export function missingIn(
  doses: readonly Dose[],
  rules: DoseRules,
  today: string,
): Extract<FaultCode, 'not_enough_doses' | 'too_long_ago'> | null {
  const wanted = new Set(rules.vaccines.map(withoutZeros));
  // A date without its day is the one that says less: the last for those that have to be old.
  const counting = doses.filter(
    ({ vaccine, date }) =>
      wanted.has(withoutZeros(vaccine)) && daysAgo(lastDayOf(date), today) >= rules.atLeastDaysAgo,
  );
  if (countOf(counting) < rules.doses) return 'not_enough_doses';
  if (rules.atMostDaysAgo === null) return null;
  const newest = Math.min(...counting.map(({ date }) => daysAgo(firstDayOf(date), today)));
  return newest <= rules.atMostDaysAgo ? null : 'too_long_ago';
}

/** The same dose may be on several cards; nobody is given two of one kind on a day. */
function countOf(doses: readonly Dose[]): number {
  const days = new Map<string, number>();
  for (const { date, counts } of doses) {
    // What one card dates "2021-06", another may date to the day.
    const fuller = doses.map((dose) => dose.date).filter((other) => other.startsWith(`${date}-`));
    const day = fuller.sort((a, b) => b.length - a.length)[0] ?? date;
    days.set(day, Math.max(counts, days.get(day) ?? 0));
  }
  const singles = [...days.values()].filter((counts) => counts === 1).length;
  return Math.max(0, singles, ...days.values());
}

function daysAgo(date: string, today: string): number {
  return Math.round((Date.parse(today) - Date.parse(date)) / 86_400_000);
}

function firstDayOf(date: string): string {
  return `${date}-01-01`.slice(0, 10);
}

function lastDayOf(date: string): string {
  if (date.length === 10) return date;
  if (date.length === 4) return `${date}-12-31`;
  const [year = 0, month = 0] = date.split('-').map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

/** CVX codes are written with and without leading zeros. */
function withoutZeros(code: string): string {
  return code.replace(/^0+(?=\d)/, '');
}
