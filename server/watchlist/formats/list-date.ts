export type DateOrder = 'day-first' | 'month-first';

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
// Other calendars have years of their own (1380 in the Persian one is 2001).
const earliestYear = 1850;
const latestYear = 2100;

/**
 * A date as lists write it (`12 Jan 1960`, `12/01/1960`, `dd/01/1960`, `1960-01-12`, `Mar 1960`), as
 * far as it is known: `1960-01-12`, `1960-01` or `1960`. Null when there is no year of our calendar in it.
 */
export function dateText(text: string, order: DateOrder = 'day-first'): string | null {
  const [, isoYear, isoMonth, isoDay] = /(?<!\d)(\d{4})-(\d\d)(?:-(\d\d))?(?!\d)/.exec(text) ?? [];
  if (isoYear) return dateOf(isoYear, Number(isoMonth), Number(isoDay));
  const [, day, name, ofYear] =
    /(?<!\d)(\d{1,2})[ -]([A-Za-z]{3})[a-z]*\.?,?[ -](\d{4})/.exec(text) ?? [];
  if (day && name && ofYear) return dateOf(ofYear, monthOf(name), Number(day));
  const [, word, american, yearOf] = /([A-Za-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})/.exec(text) ?? [];
  if (word && american && yearOf && monthOf(word) > 0) {
    return dateOf(yearOf, monthOf(word), Number(american));
  }
  const [, one, two, year] = /([\dd]{1,2})[/.-]([\dm]{1,2})[/.-](\d{4})/i.exec(text) ?? [];
  if (one && two && year) {
    const [d, m] = order === 'day-first' ? [one, two] : [two, one];
    return dateOf(year, Number(m), Number(d));
  }
  const [, month, monthYear] = /([A-Za-z]{3})[a-z]*\.?,? (\d{4})/.exec(text) ?? [];
  if (month && monthYear && monthOf(month) > 0) return dateOf(monthYear, monthOf(month), 0);
  const alone = [...text.matchAll(/(?<!\d)\d{4}(?!\d)/g)].map(([digits]) => digits);
  return alone.map((digits) => dateOf(digits, 0, 0)).find((date) => date !== null) ?? null;
}

function monthOf(name: string): number {
  return months.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

function dateOf(year: string, month: number, day: number): string | null {
  if (Number(year) < earliestYear || Number(year) > latestYear) return null;
  // UK: 00/00/1960 or dd/mm/1960 where only the year is known.
  if (!(month >= 1 && month <= 12)) return year;
  const yearMonth = `${year}-${String(month).padStart(2, '0')}`;
  return day >= 1 && day <= 31 ? `${yearMonth}-${String(day).padStart(2, '0')}` : yearMonth;
}
