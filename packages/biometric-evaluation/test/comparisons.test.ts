import t from 'tap';
import { compareAll, measureFused } from '../index.ts';
import { cosineOf, meanOfTemplates, samplesOf } from '../lab/people.ts';

t.test('a comparison counts by its people and their sources', async (t) => {
  const all = compareAll(
    samplesOf(6, 2, (person) => (person < 4 ? 'east' : 'west')),
    cosineOf,
  );
  t.equal(all.genuine.length, 6);
  t.equal(all.impostor.length, 60);
  t.equal(all.withinSource.get('east')?.length, 24);
  t.equal(all.withinSource.get('west')?.length, 4);
  t.equal(all.acrossSources.length, 32);
  t.equal(all.withinAnySource.length, 28);
});

t.test('several samples enrolled and frames fused, the rest as strangers', async (t) => {
  const samples = [...samplesOf(10, 5, () => 'one'), ...samplesOf(12, 2, () => 'one').slice(20)];
  const matcher = { compare: cosineOf, fuse: meanOfTemplates };
  const fused = measureFused(
    samples,
    { enrolled: 3, frames: 2, draws: 4, threshold: 0.99 },
    matcher,
  );
  t.equal(fused?.gallery, 10);
  t.equal(fused?.genuine, 10);
  t.ok(fused && fused.impostor >= 90);
  t.equal(fused?.points[0]?.falseNonMatchRate, 0, 'different people do not match');
  t.ok(fused?.atThreshold, 'and counted at the threshold in use');
  t.equal(
    measureFused(samples, { enrolled: 9, frames: 9, draws: 1, threshold: 0.5 }, matcher),
    null,
    'nobody has so many samples',
  );
});
