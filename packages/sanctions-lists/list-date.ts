export type ListDateOrder = 'day-first' | 'month-first';

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
// Excludes years of other calendars (1380 in the Persian calendar is 2001).
const earliestYear = 1850;
const latestYear = 2100;

/** Date formats of lists, in the order in which they are tried. */
const forms: readonly { like: RegExp; isOnlyWithMonth?: true }[] = [
  { like: /(?<!\d)(?<year>\d{4})-(?<month>\d\d)(?:-(?<day>\d\d))?(?!\d)/ },
  { like: /(?<!\d)(?<day>\d{1,2})[ -](?<name>[A-Za-z]{3})[a-z]*\.?,?[ -](?<year>\d{4})/ },
  {
    like: /(?<name>[A-Za-z]{3})[a-z]*\.? (?<day>\d{1,2}),? (?<year>\d{4})/,
    isOnlyWithMonth: true,
  },
  { like: /(?<one>[\dd]{1,2})[/.-](?<two>[\dm]{1,2})[/.-](?<year>\d{4})/i },
  { like: /(?<name>[A-Za-z]{3})[a-z]*\.?,? (?<year>\d{4})/, isOnlyWithMonth: true },
];

/**
 * Reads a date of a list (`12 Jan 1960`, `12/01/1960`, `dd/01/1960`, `1960-01-12`, `Mar 1960`) as far as it is known:
 * `1960-01-12`, `1960-01` or `1960`. Null when the text contains no Gregorian year.
 */
export function dateText(text: string, order: ListDateOrder = 'day-first'): string | null {
  for (const { like, isOnlyWithMonth } of forms) {
    const { year, name, one, two, ...known } = like.exec(text)?.groups ?? {};
    if (!year || (isOnlyWithMonth && monthOf(name) === 0)) continue;
    const [day, month] = order === 'day-first' ? [one, two] : [two, one];
    return dateOf(
      year,
      name ? monthOf(name) : Number(known['month'] ?? month),
      Number(known['day'] ?? day),
    );
  }
  const alone = [...text.matchAll(/(?<!\d)\d{4}(?!\d)/g)].map(([digits]) => digits);
  return alone.map((digits) => dateOf(digits, 0, 0)).find((date) => date !== null) ?? null;
}

function monthOf(name = ''): number {
  return months.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

function dateOf(year: string, month: number, day: number): string | null {
  if (Number(year) < earliestYear || Number(year) > latestYear) return null;
  // UK: 00/00/1960 or dd/mm/1960 when only the year is known.
  if (!(month >= 1 && month <= 12)) return year;
  const yearMonth = `${year}-${String(month).padStart(2, '0')}`;
  return day >= 1 && day <= 31 ? `${yearMonth}-${String(day).padStart(2, '0')}` : yearMonth;
}
