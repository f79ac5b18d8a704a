import t from 'tap';
import { readFormDate } from '#server/sign-in/form-answers.ts';

t.test('a date is read as people write it', (t) => {
  const dates: Record<string, string | null> = {
    '1990-12-31': '1990-12-31',
    ' 1990/12/31 ': '1990-12-31',
    '1990-12-31T10:00:00Z': '1990-12-31',
    '1990-12-31 10:00:00 UTC': '1990-12-31',
    '31.12.1990': '1990-12-31',
    '12/31/1990': '1990-12-31',
    '3/3/1990': '1990-03-03',
    '31 December 1990': '1990-12-31',
    'Dec 31st, 1990': '1990-12-31',
    '1 Sept 1990': '1990-09-01',
    '03/04/1990': null,
    '31.02.1990': null,
    '12/31/90': null,
    tomorrow: null,
    '1990': null,
    '': null,
    '31 1990 12': null,
    '0/1/1990': null,
  };
  for (const [text, date] of Object.entries(dates)) t.equal(readFormDate(text, null), date, text);
  t.end();
});

t.test('a date that could be two is read with the order of the form only', (t) => {
  t.equal(readFormDate('03/04/1990', 'day-first'), '1990-04-03');
  t.equal(readFormDate('03/04/1990', 'month-first'), '1990-03-04');
  t.equal(readFormDate('31/12/1990', 'month-first'), null);
  t.end();
});
