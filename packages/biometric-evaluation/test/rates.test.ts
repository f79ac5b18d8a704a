import t from 'tap';
import { seededRandom } from '#base/random';
import {
  comparisonsFor,
  equalErrorRate,
  modelledRate,
  modelledThreshold,
  oneIn,
  operatingPoints,
  pairAccuracy,
  rateOf,
  rateText,
  reaching,
  sortScores,
  tailOf,
  thresholdAt,
  worstToBest,
} from '../index.ts';

const near = (t: Tap, found: number, wanted: number, within: number, what: string) =>
  t.ok(Math.abs(found - wanted) <= within, `${what}: ${found} is near ${wanted}`);
type Tap = { ok(value: unknown, message: string): unknown };

t.test('small shares are told in words', async (t) => {
  t.equal(oneIn(1e-4), '1 in 10,000');
  t.equal(oneIn(2.4e-4), '1 in 4,200');
  t.equal(oneIn(0.01), '1 in 100');
  t.equal(oneIn(0.3), '1 in 3');
  t.equal(oneIn(0), 'none');
  t.equal(rateText(rateOf(2, 2320)), '2 of 2,320 (1 in 1,200; at most 1 in 320)');
  t.equal(rateText(rateOf(0, 30_000)), '0 of 30,000 (so at most 1 in 10,000)');
  t.equal(rateText(rateOf(0, 2)), '0 of 2 (too few to say how often)');
  t.match(rateText(rateOf(10, 100)), /^10 of 100 \(10\.0 %; 95 % interval 5\.5 % to 17\.4 %\)$/);
});

t.test('intervals are those of the textbooks', async (t) => {
  const { low, high } = rateOf(10, 100);
  near(t, low, 0.0552, 1e-4, "Wilson's lower end for 10 of 100");
  near(t, high, 0.1744, 1e-4, "Wilson's upper end");
  t.strictSame(rateOf(0, 3000), { events: 0, of: 3000, rate: 0, low: 0, high: 0.001 });
  t.equal(rateOf(0, 0).high, 1, 'nothing compared, nothing known');
  t.equal(rateOf(300, 300).low, 0.99);
  t.equal(comparisonsFor(1e-4), 30_000);
});

t.test('a threshold lets at most the wanted share of strangers pass', async (t) => {
  const strangers = sortScores(Array.from({ length: 1000 }, (_, index) => index / 2000));
  const threshold = thresholdAt(strangers, 0.01);
  t.equal(reaching(strangers, threshold), 10);
  t.equal(reaching(strangers, thresholdAt(strangers, 1e-4)), 0, 'fewer than one means none');
  const ties = sortScores([0.5, 0.5, 0.5, 0.1]);
  t.equal(reaching(ties, thresholdAt(ties, 0.5)), 0, 'equal scores stay together, outside');
});

t.test('TAR, EER and what is shown, on scores made by hand', async (t) => {
  const genuine = sortScores([0.9, 0.8, 0.7, 0.2]);
  const impostor = sortScores([0.75, ...Array.from({ length: 99 }, (_, index) => index / 1000)]);
  const [hundredth, thousandth] = operatingPoints(genuine, impostor);
  t.equal(hundredth?.passed.rate, 1, 'one of 100 strangers passes, and everybody genuine');
  t.equal(thousandth?.passed.rate, 0.5, 'no stranger passes, two of four genuine do');
  t.notOk(hundredth?.shown, '100 comparisons do not show 1 in 100');
  const equal = equalErrorRate(sortScores([0.9, 0.8, 0.7, 0.3]), sortScores([0.6, 0.2, 0.1, 0]));
  t.equal(equal?.falseMatchRate, 0.25);
  t.equal(equal?.falseNonMatchRate, 0.25);
  t.equal(equalErrorRate(genuine, sortScores([])), null);
});

t.test(
  'pair accuracy: the best threshold, folds apart, and faces not found are wrong',
  async (t) => {
    const pair = (fold: string, same: boolean, a: string) => ({ fold, same, a, b: '' });
    const scores: Record<string, number | null> = { p: 0.8, q: 0.7, r: 0.1, s: 0.2, lost: null };
    const pairs = [
      pair('1', true, 'p'),
      pair('1', false, 'r'),
      pair('2', true, 'q'),
      pair('2', false, 's'),
      pair('2', true, 'lost'),
    ];
    const accuracy = pairAccuracy(pairs, ({ a }) => scores[a] ?? null);
    t.equal(accuracy.best, 0.8);
    t.equal(accuracy.notCompared, 1);
    t.ok(accuracy.bestThreshold > 0.2 && accuracy.bestThreshold < 0.7);
    near(t, accuracy.crossValidated ?? 0, (1 + 2 / 3) / 2, 1e-9, 'mean over both folds');
  },
);

t.test(
  'the modelled tail finds what a known distribution has, and errs to the safe side',
  async (t) => {
    const random = seededRandom(7);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const tail = tailOf(sortScores(Array.from({ length: 20_000 }, () => 0.1 + 0.1 * normal())));
    t.ok(tail);
    if (!tail) return;
    const threshold = modelledThreshold(tail, 1e-4);
    t.ok(threshold > 0.46 && threshold < 0.56, `0.472 is the true one: ${threshold}`);
    near(t, Math.log10(modelledRate(tail, threshold)), -4, 0.01, 'there and back');
    t.equal(tailOf(sortScores([0.1, 0.2])), null, 'two scores have no tail');
  },
);

t.test('the ratio stands on what was counted', (t) => {
  t.match(worstToBest([rateOf(40, 1000), rateOf(10, 1000)]), { ratio: 4, isAtLeast: false });
  t.match(worstToBest([rateOf(0, 1000), rateOf(30, 1000), null]), { ratio: 10, isAtLeast: true });
  t.equal(worstToBest([rateOf(40, 1000), null]), null, 'one group has nothing beside it');
  t.equal(worstToBest([rateOf(0, 600), rateOf(0, 600)]), null, 'and no event gives no ratio');
  t.end();
});
