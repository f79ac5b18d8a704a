import t from 'tap';
import { groupsTable } from '../../lab/measure/evaluate/groups-table.ts';
import { compareAll, leastOfGroup, measureGroups } from '#biometric-evaluation';
import { dot } from '#face';
import { seededRandom } from '#base/random';

const random = seededRandom(7);

/** People of one group, each with several similar photos. @param sameness how alike the people are */
function people(group: string | null, count: number, photos: number, sameness = 0) {
  return Array.from({ length: count }, (_, person) =>
    Array.from({ length: photos }, (_, photo) => ({
      file: `${group}/${person}/${photo}.jpg`,
      person: `${group} ${person}`,
      source: null,
      group,
      template: unit(person, photo * 0.4, sameness),
    })),
  ).flat();
}

function unit(seed: number, noise: number, sameness: number): Float32Array {
  const own = seededRandom(seed + 1);
  const values = Array.from(
    { length: 64 },
    () => own() - 0.5 + noise * (random() - 0.5) + sameness,
  );
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}

t.test('each labelled group is counted by itself, and the worst stands beside the best', (t) => {
  const all = compareAll(
    [
      ...people('even', 40, 6),
      ...people('alike', 40, 6, 0.4),
      ...people('few', 20, 2),
      ...people(null, 5, 2),
    ],
    dot,
  );
  const groups = measureGroups(all, 0.6);
  t.strictSame(
    groups.map(({ group, impostor, genuine }) => ({ group, impostor, genuine })),
    [
      { group: 'alike', impostor: 28_080, genuine: 600 },
      { group: 'even', impostor: 28_080, genuine: 600 },
      { group: 'few', impostor: 760, genuine: 20 },
    ],
  );
  const [alike, even, few] = groups;
  t.ok(alike!.falseMatches!.events > 1000, 'who look alike pass for each other');
  t.equal(even!.falseMatches!.events, 0);
  t.ok(even!.falseNonMatches!.events > 0);
  t.equal(few!.falseNonMatches, null, `fewer than ${leastOfGroup} say nothing`);
  const { rows } = groupsTable(groups);
  t.strictSame(rows[2]?.slice(3), ['too few', '20']);
  t.match(rows.at(-1), ['worst to best', /^at least \d+\.\d times$/, '', /times$|not known/, '']);
  t.strictSame(measureGroups(all, null), [], 'nothing is judged without a threshold');
  t.end();
});
