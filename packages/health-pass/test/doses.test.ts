import t from 'tap';
import { missingIn } from '../requirements.ts';

const rules = { vaccines: ['208'], doses: 2, atLeastDaysAgo: 0, atMostDaysAgo: null };
const dose = (date: string) => ({ vaccine: '0208', date, counts: 1, completesSeries: null });
const missing = (...dates: string[]) => missingIn(dates.map(dose), rules, '2021-12-01');

t.test('a dose that two cards date more and less exactly is one', (t) => {
  t.equal(missing('2021-06', '2021-06-11'), 'not_enough_doses');
  t.equal(missing('2021', '2021-06', '2021-06-11'), 'not_enough_doses');
  t.equal(missing('2021-06-11', '2021'), 'not_enough_doses');
  t.equal(missing('2021-05', '2021-06-11'), null, 'of another month it is another');
  t.equal(missing('2021-06', '2021-06-01', '2021-06-22'), null);
  t.end();
});

t.test('an entry that says that it is the third counts three', (t) => {
  const of = (counts: number, ...dates: string[]) =>
    missingIn(
      [...dates.map(dose), { ...dose('2021-10-01'), counts }],
      { ...rules, doses: 3 },
      '2021-12-01',
    );
  t.equal(of(3), null);
  t.equal(of(2), 'not_enough_doses');
  t.equal(of(2, '2021-05-01'), 'not_enough_doses', 'it may be one of the two');
  t.equal(of(1, '2021-05-01', '2021-06-01'), null);
  t.end();
});
