import t from 'tap';
import { birthDatesIn, birthSpan, birthYears, isOtherAge } from '../birth-date.ts';
import fc from 'fast-check';

// The same texts in every run.
fc.configureGlobal({ seed: 20_261_128 });

t.test('a birth date is read as far as it is known, in whatever way a list writes it', (t) => {
  const read: Record<string, string[]> = {
    '12 Jan 1960': ['1960-01-12'],
    '12 January, 1960': ['1960-01-12'],
    'January 12, 1960': ['1960-01-12'],
    '12/01/1960': ['1960-01-12'],
    '12.01.1960': ['1960-01-12'],
    '1960-01-12': ['1960-01-12'],
    '1960-01-12T00:00:00-05:00': ['1960-01-12'],
    '1960-01': ['1960-01'],
    'Mar 1960': ['1960-03'],
    'Sept. 1975': ['1975-09'],
    '00/00/1966': ['1966'],
    'dd/mm/1968': ['1968'],
    'dd/09/1958': ['1958-09'],
    '1960': ['1960'],
    'circa 1960': ['1960~'],
    'Circa Mar 1960': ['1960-03~'],
    'c. 1960': ['1960~'],
    'approximately 1960': ['1960~'],
    '1960?': ['1960~'],
    '1958 to 1962': ['1958/1962'],
    '01 Jan 1961 to 31 Dec 1961': ['1961-01-01/1961-12-31'],
    'between 1960 and 1965': ['1960/1965'],
    '1967/1968': ['1967/1968'],
    '1967-69': ['1967/1969'],
    'circa 1967-1969': ['1967~/1969~'],
    '1960s': ['1960/1969'],
    '1967; 1966; 1968': ['1967', '1966', '1968'],
    '1967 or 12 Jan 1968': ['1967', '1968-01-12'],
    '1967, 1968 and 1969': ['1967', '1968', '1969'],
    '(1) 01/02/1960 (2) 1963': ['1960-02-01', '1963'],
    '': [],
    ' - ': [],
    '40-50 years old': ['XXXX'],
    '1380/01/02 (Hijri)': ['XXXX'],
    '12/01/60': ['XXXX'],
    '1965 to 1962': ['XXXX'],
  };
  for (const [text, dates] of Object.entries(read)) t.same(birthDatesIn(text), dates, text);
  t.same(birthDatesIn('01/12/1960', 'month-first'), ['1960-01-12']);
  t.same(birthSpan('', '1980'), '../1980');
  t.same(birthSpan('1953', '1958', true), '1953~/1958~');
  t.same(birthSpan('1972-01-01', '1972-12-31'), '1972');
  t.same(birthSpan('', ''), null);
  t.end();
});

t.test('a date clears only whom no listed date fits: a year off, five where it is about', (t) => {
  const years: Record<string, [number, number]> = {
    '1960': [1959, 1961],
    '1960-01-12': [1959, 1961],
    '1960~': [1955, 1965],
    '1960/1963': [1959, 1964],
    '1960~/1963~': [1955, 1968],
    '../1963': [-Infinity, 1964],
    '1960/..': [1959, Infinity],
    XXXX: [-Infinity, Infinity],
    '1963/1960': [-Infinity, Infinity],
  };
  for (const [date, [from, to]] of Object.entries(years))
    t.same(birthYears(date), { from, to }, date);
  t.ok(isOtherAge(['1960', '1970'], '1965-05-05'));
  t.notOk(isOtherAge(['1960', '1970'], '1971-12-31'));
  t.notOk(isOtherAge(['1960', 'XXXX'], '1999-01-01'), 'one could not be read');
  t.notOk(isOtherAge([], '1999-01-01'));
  t.notOk(isOtherAge(['1960'], null));
  t.notOk(isOtherAge(['1960'], 'January'));
  t.end();
});

t.test('nobody is cleared by a year that stands in the text, and no text is too much', (t) => {
  const year = fc.integer({ min: 1900, max: 2010 });
  const words = fc.constantFrom('', 'DOB ', 'circa ', 'born in ', '12 Jan ', '(1) ');
  fc.assert(
    fc.property(
      year,
      year,
      words,
      fc.constantFrom(' to ', ' or ', '; ', ' - ', '/'),
      (a, b, word, by) => {
        const [first, last] = [Math.min(a, b), Math.max(a, b)];
        const dates = birthDatesIn(`${word}${first}${by}${last}`);
        return [first, last].every((born) => !isOtherAge(dates, `${born}-06-15`));
      },
    ),
  );
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (text) => Array.isArray(birthDatesIn(text))),
  );
  t.same(birthDatesIn('1 '.repeat(50_000)), ['XXXX']);
  t.end();
});
