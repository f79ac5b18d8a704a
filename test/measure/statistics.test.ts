import t from 'tap';
import { worstSource } from '../../scripts/measure/calibrate.ts';
import {
  compareAll,
  reaching,
  sortScores,
  thresholdAt,
} from '../../scripts/measure/evaluate/compare-all.ts';
import { measureFused } from '../../scripts/measure/evaluate/fused.ts';
import { comparisonsFor, oneIn, rateOf, rateText } from '../../scripts/measure/statistics.ts';
import { seededRandom } from '../../packages/repeatable-random/index.ts';
import type { SeenPhoto } from '../../scripts/measure/evaluate/collection.ts';
import {
  equalErrorRate,
  operatingPoints,
  pairAccuracy,
} from '../../scripts/measure/evaluate/operating-points.ts';
import {
  modelledRate,
  modelledThreshold,
  tailOf,
} from '../../scripts/measure/evaluate/strangers.ts';

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

/** People whose templates are near a separate direction for each person. */
function people(count: number, photos: number, source: (person: number) => string): SeenPhoto[] {
  const random = seededRandom(3);
  return Array.from({ length: count }, (_, person) => {
    const own = Array.from({ length: 32 }, () => random() - 0.5);
    return Array.from({ length: photos }, (_, photo): SeenPhoto => {
      const vector = own.map((value) => value + 0.3 * (random() - 0.5));
      const norm = Math.hypot(...vector);
      return {
        file: `${person}/${photo}.jpg`,
        person: String(person),
        source: source(person),
        group: null,
        template: Float32Array.from(vector, (value) => value / norm),
      };
    });
  }).flat();
}

t.test('comparisons are told apart by person and source', async (t) => {
  const all = compareAll(people(6, 2, (person) => (person < 4 ? 'east' : 'west')));
  t.equal(all.genuine.length, 6);
  t.equal(all.impostor.length, 60);
  t.equal(all.withinSource.get('east')?.length, 24);
  t.equal(all.withinSource.get('west')?.length, 4);
  t.equal(all.acrossSources.length, 32);
  t.equal(all.withinAnySource.length, 28);
});

t.test('several photos enrolled and frames fused, the rest as strangers', async (t) => {
  const photos = [...people(10, 5, () => 'one'), ...people(12, 2, () => 'one').slice(20)];
  const fused = measureFused(photos, 3, 2, 4, 0.99);
  t.equal(fused?.gallery, 10);
  t.equal(fused?.genuine, 10);
  t.ok(fused && fused.impostor >= 90);
  t.equal(fused?.points[0]?.falseNonMatchRate, 0, 'people who differ are told apart');
  t.ok(fused?.atThreshold, 'and counted at the threshold in use');
  t.equal(measureFused(photos, 9, 9, 1, 0.5), null, 'nobody has so many photos');
});

t.test('calibration refuses too few comparisons and says how many are needed', async (t) => {
  const all = compareAll(people(50, 1, (person) => (person < 40 ? 'east' : 'west')));
  t.throws(() => worstSource(all, 1e-4, false), {
    code: 'too_few_comparisons',
    message: /30,000 comparisons[^]*east has 780, west has 45[^]*246 people/,
  });
  t.throws(() => worstSource(all, 1e-4, true), { code: 'too_few_comparisons', message: /west/ });
});

t.test('calibration takes the worst source, not the average', async (t) => {
  const one = people(40, 1, () => 'east');
  const alike = people(40, 1, () => 'west').map((photo) => {
    const shifted = photo.template.map((value) => value + 0.15);
    const norm = Math.hypot(...shifted);
    const person = `west ${photo.person}`;
    return { ...photo, person, template: shifted.map((value) => value / norm) };
  });
  const all = compareAll([...one, ...alike]);
  const found = worstSource(all, 0.01, false);
  t.equal(found.worst, 'west');
  t.notOk(found.isModelled);
  t.ok(reaching(all.withinSource.get('west')!, found.threshold) <= 7);
  const modelled = worstSource(all, 1e-4, true);
  t.ok(modelled.isModelled && modelled.threshold >= all.withinSource.get('west')![0]! - 1e-6);
});
