import t from 'tap';
import { seededRandom } from '../../../scripts/measure/statistics.ts';
import { MatrixSearch } from '../../../server/people/search/matrix-search.ts';
import {
  quantise,
  quantiseProbe,
  rowsPerBlock,
  TemplateMatrix,
} from '../../../server/people/search/template-matrix.ts';
import { GalleryQueue } from '../../../server/people/gallery.ts';
import { cosine, fuse } from '../../../server/people/similarity.ts';

const dimension = 512;
const random = seededRandom(7);

/** A unit vector; `near`: so close to another one. */
function face(near?: Float32Array, distance = 0): Float32Array {
  const noise = Float32Array.from({ length: dimension }, () => random() - 0.5);
  if (!near) return fuse([noise]);
  return fuse([near.map((value, i) => value + (noise[i]! * distance) / 6.5)]);
}

const always = Infinity;
const everybody = { now: 0, except: [] };

t.test('whole numbers are never further off than they say', async (t) => {
  for (let i = 0; i < 200; i++) {
    const [row, probe] = [face(), face()];
    const bytes = new Int8Array(dimension);
    const values = new Int16Array(dimension);
    const { scale, error } = quantise(row, bytes);
    const ofProbe = quantiseProbe(probe, values);
    const about =
      bytes.reduce((sum, value, j) => sum + value * values[j]!, 0) * scale * ofProbe.scale;
    const off = Math.abs(about - cosine(row, probe));
    if (off > error + ofProbe.error) t.fail(`off by ${off}, not by ${error}`);
  }
  t.strictSame(quantise(new Float32Array(4), new Int8Array(4)), { scale: 0, error: 0 });
  for (const broken of [NaN, Infinity]) {
    const template = new Float32Array(dimension).fill(broken);
    t.throws(() => quantise(template, new Int8Array(dimension)), RangeError);
    t.throws(() => quantiseProbe(template, new Int16Array(dimension)), RangeError);
  }
});

t.test('the best row is always among those found, here and in the thread', async (t) => {
  const rows: Float32Array[] = [];
  const matrix = new TemplateMatrix(dimension);
  for (let i = 0; i < 3 * rowsPerBlock + 5; i++) {
    // One in four is all but another one.
    rows.push(i % 4 === 3 ? face(rows[i - 1], 10 ** -(1 + (i % 6))) : face());
    matrix.add(rows[i]!, always);
  }
  const here = new MatrixSearch(matrix);
  const there = new MatrixSearch(matrix, 1);
  t.teardown(() => there.stop());
  let found = 0;
  for (let i = 0; i < 60; i++) {
    const probe = i % 3 === 0 ? face() : face(rows[(i * 211) % rows.length], i % 2);
    const scores = rows.map((row) => cosine(row, probe));
    const best = Math.max(...scores);
    const near = await here.rowsNearest({ probe, ...everybody });
    found += near.length;
    if (!scores.every((score, row) => score < best || near.includes(row))) t.fail('missed');
    t.strictSame(await there.rowsNearest({ probe, ...everybody }), near);
  }
  t.ok(found < 60 * 40, `few have to be looked at again: ${found} for 60 faces`);
});

t.test('rows that are left out or have ended are not found', async (t) => {
  const matrix = new TemplateMatrix(dimension);
  const one = face();
  matrix.add(one, 1000);
  matrix.add(face(one, 0.5), always);
  matrix.add(face(one, 0.8), always);
  const search = new MatrixSearch(matrix);
  const find = (options: object) => search.rowsNearest({ probe: one, ...everybody, ...options });
  t.strictSame(await find({}), [0]);
  t.strictSame(await find({ now: 1000 }), [1]);
  t.strictSame(await find({ except: [0, 1] }), [2]);
  t.strictSame(await find({ except: [0, 1, 2] }), []);
});

t.test('a row that goes is overwritten, and the last takes its place', async (t) => {
  const matrix = new TemplateMatrix(dimension);
  const faces = Array.from({ length: rowsPerBlock + 2 }, () => face());
  for (const each of faces) matrix.add(each, always);
  const search = new MatrixSearch(matrix);
  const last = faces.length - 1;
  t.equal(matrix.remove(3), last);
  t.equal(matrix.count, last);
  t.strictSame(await search.rowsNearest({ probe: faces[last]!, ...everybody }), [3]);
  t.notOk((await search.rowsNearest({ probe: faces[3]!, ...everybody })).includes(last));
  while (matrix.count > 0) matrix.remove(0);
  const left = new Uint8Array(matrix.memory.buffer, matrix.layout.bytesFor(0));
  t.ok(
    left.every((byte) => byte === 0),
    'nothing of anybody is left in memory',
  );
  t.strictSame(await search.rowsNearest({ probe: faces[0]!, ...everybody }), []);
});

t.test('a search whose thread ends is an error, and the next one has another', async (t) => {
  const matrix = new TemplateMatrix(dimension);
  matrix.add(face(), always);
  const search = new MatrixSearch(matrix, 1);
  t.teardown(() => search.stop());
  const cut = search.rowsNearest({ probe: face(), ...everybody });
  const [ended] = await Promise.allSettled([cut, search.stop()]);
  t.equal(ended.status, 'rejected');
  t.strictSame(await search.rowsNearest({ probe: face(), ...everybody }), [0]);
  const broken = new Float32Array(dimension).fill(NaN);
  await t.rejects(search.rowsNearest({ probe: broken, ...everybody }), RangeError);
});

t.test('a change waits for the searches that run, and those that come wait for it', async (t) => {
  const turns = new GalleryQueue();
  const order: string[] = [];
  let end = () => {};
  const first = turns.search(async () => {
    await new Promise<void>((resolve) => (end = resolve));
    order.push('search');
  });
  const change = turns.change(() => order.push('change'));
  const second = turns.search(async () => order.push('search after'));
  end();
  await Promise.all([first, change, second]);
  t.strictSame(order, ['search', 'change', 'search after']);
  await t.rejects(
    turns.change(() => {
      throw new Error('failed');
    }),
  );
  await t.resolves(
    turns.search(async () => {}),
    'one that fails holds up nobody',
  );
});
