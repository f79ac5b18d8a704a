import t from 'tap';
import { missingIn } from '../../server/credentials/requirements.ts';

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
