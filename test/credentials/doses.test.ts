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

t.test('of some vaccines another number of doses is enough', (t) => {
  const ask = (...doses: [vaccine: string, date: string, counts?: number][]) =>
    missingIn(
      doses.map(([vaccine, date, counts = 1]) => ({
        vaccine,
        date,
        counts,
        completesSeries: null,
      })),
      {
        ...rules,
        vaccines: ['208', '212', '511', 'EU/1/20/1525'],
        dosesByVaccine: [
          { vaccines: ['212', 'EU/1/20/1525'], doses: 1 },
          { vaccines: ['0511'], doses: 3 },
        ],
      },
      '2021-12-01',
    );
  t.equal(ask(['212', '2021-06-11']), null);
  t.equal(ask(['EU/1/20/1525', '2021-06-11']), null);
  t.equal(ask(['208', '2021-06-11']), 'not_enough_doses');
  t.equal(ask(['208', '2021-06-11'], ['208', '2021-07-11']), null);
  const coronaVac = ['511', '2021-02-11'] as [string, string];
  t.equal(ask(coronaVac, ['511', '2021-03-11']), 'not_enough_doses');
  t.equal(ask(coronaVac, ['511', '2021-03-11'], ['CoronaVac', '2021-09-11']), null);
  t.equal(ask(['511', '2021-03-11', 3]), null, 'three in one entry');
  t.equal(ask(['511', '2021-03-11', 2]), 'not_enough_doses');
  t.equal(ask(coronaVac, ['208', '2021-06-11']), 'not_enough_doses', 'a third and a half');
  t.equal(ask(coronaVac, ['511', '2021-03-11'], ['208', '2021-06-11']), null);
  t.equal(ask(['213', '2021-06-11']), 'not_enough_doses', 'one that does not count');
  t.end();
});
