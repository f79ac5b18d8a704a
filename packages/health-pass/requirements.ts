import path from 'node:path';
import { DataFile, packageFolder } from '#base/files';
import type { Dose, FaultCode } from './credential.ts';

export interface DoseRules {
  /** Codes of vaccines. The code of a whole product includes all codes of that product. */
  vaccines: readonly string[];
  doses: number;
  /** Whether the pass must show that the primary series is complete, when the pass says anything about it. */
  completeSeries?: boolean;
  /** Only doses count that were given at least this many days ago. */
  atLeastDaysAgo: number;
  /** Maximum age of the last counting dose, in days; null: any age. */
  atMostDaysAgo: number | null;
}

/**
 * Returns what these doses lack; null when they are enough.
 *
 * @param today `2026-11-25`
 */
export function missingIn(
  doses: readonly Dose[],
  rules: DoseRules,
  today: string,
): Extract<FaultCode, 'not_enough_doses' | 'too_long_ago'> | null {
  const wanted = new Set(rules.vaccines.flatMap(codesOf));
  const { completeSeries = false } = rules;
  // A date without a day counts unfavourably: here as its last day, because the dose has to be old.
  const counting = doses.filter(
    ({ vaccine, date, completesSeries }) =>
      wanted.has(withoutZeros(vaccine)) &&
      daysAgo(lastDayOf(date), today) >= rules.atLeastDaysAgo &&
      !(completeSeries && completesSeries === false),
  );
  const isComplete = completeSeries && counting.some(({ completesSeries }) => completesSeries);
  if (!isComplete && dosesIn(counting) < rules.doses) return 'not_enough_doses';
  if (rules.atMostDaysAgo === null) return null;
  const newest = Math.min(...counting.map(({ date }) => daysAgo(firstDayOf(date), today)));
  return newest <= rules.atMostDaysAgo ? null : 'too_long_ago';
}

/** Counts doses. The same dose may be on several cards, so one day counts once. One entry may cover several. */
function dosesIn(doses: readonly Dose[]): number {
  const days = new Map<string, number>();
  for (const { date, counts } of doses) {
    // One card may date a dose "2021-06", and another card may have the exact day.
    const fuller = doses.map((dose) => dose.date).filter((other) => other.startsWith(`${date}-`));
    const day = fuller.sort((a, b) => b.length - a.length)[0] ?? date;
    days.set(day, Math.max(counts, days.get(day) ?? 0));
  }
  const all = [...days.values()];
  return Math.max(all.filter((counts) => counts === 1).length, ...all);
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

const products = new DataFile(path.join(packageFolder('health-pass/data'), 'vaccines.txt')).rows({
  like: /^X\w+ \| [^|]+ \| [^|]+( \| [^|]+)?$/,
  example: 'XM9T65 | Nuvaxovid | NVX-CoV2373 424831000221103 | 211',
});

/** By code: all codes that a policy with this code includes. */
const vaccineGroups = new Map<string, readonly string[]>(
  products.flatMap(([icd11 = '', , same = '', narrower = '']) => {
    const whole = [icd11, ...same.split(' ')];
    const all = narrower === '' ? whole : [...whole, ...narrower.split(' ')];
    return whole.map((code) => [code, all] as const);
  }),
);

/**
 * Returns the codes that a policy's code includes. The code of a whole product includes every code of that product. A
 * code of a part of a product includes only itself.
 */
function codesOf(code: string): readonly string[] {
  const plain = withoutZeros(code);
  return vaccineGroups.get(plain) ?? [plain];
}

/** CVX codes are written with and without leading zeros. */
function withoutZeros(code: string): string {
  return code.replace(/^0+(?=\d)/, '');
}
