import t from 'tap';
import { worstSource } from '../../lab/measure/calibrate.ts';
import { compareAll, reaching } from '#biometric-evaluation';
import { samplesOf } from '#biometric-evaluation/lab/people.ts';
import { dot } from '#face';

t.test('calibration refuses too few comparisons and says how many are needed', async (t) => {
  const all = compareAll(
    samplesOf(50, 1, (person) => (person < 40 ? 'east' : 'west')),
    dot,
  );
  t.throws(() => worstSource(all, 1e-4, false), {
    code: 'too_few_comparisons',
    message: /30,000 comparisons[^]*east has 780, west has 45[^]*246 people/,
  });
  t.throws(() => worstSource(all, 1e-4, true), { code: 'too_few_comparisons', message: /west/ });
});

t.test('calibration takes the worst source, not the average', async (t) => {
  const one = samplesOf(40, 1, () => 'east');
  const alike = samplesOf(40, 1, () => 'west').map((photo) => {
    const shifted = photo.template.map((value) => value + 0.15);
    const norm = Math.hypot(...shifted);
    const person = `west ${photo.person}`;
    return { ...photo, person, template: shifted.map((value) => value / norm) };
  });
  const all = compareAll([...one, ...alike], dot);
  const found = worstSource(all, 0.01, false);
  t.equal(found.worst, 'west');
  t.notOk(found.isModelled);
  t.ok(reaching(all.withinSource.get('west')!, found.threshold) <= 7);
  const modelled = worstSource(all, 1e-4, true);
  t.ok(modelled.isModelled && modelled.threshold >= all.withinSource.get('west')![0]! - 1e-6);
});
