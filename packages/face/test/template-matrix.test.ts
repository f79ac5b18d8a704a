import t from 'tap';
import { SearchQueue } from '../search/search-queue.ts';
import { dot, fuse } from '../search/similarity.ts';
import { TemplateMatrix } from '../search/template-matrix.ts';

const dimension = 512;
let drawn = 0;

function face(): Float32Array {
  return fuse([Float32Array.from({ length: dimension }, () => Math.sin((drawn += 1) ** 1.5))]);
}

async function scoresOf(matrix: TemplateMatrix, probe: Float32Array): Promise<number[]> {
  const all: number[] = [];
  for await (const { firstRow, scores } of matrix.similarities(probe)) {
    if (firstRow !== all.length) throw new Error('A row was left out.');
    all.push(...scores);
  }
  return all;
}

function matrixOf(faces: readonly Float32Array[]): TemplateMatrix {
  const matrix = new TemplateMatrix(dimension);
  for (const template of faces) matrix.add(template);
  return matrix;
}

t.test('a probe is compared with every row, over several blocks', async (t) => {
  const faces = Array.from({ length: 4005 }, face);
  const probe = face();
  const expected = faces.map((template) => dot(template, probe));
  t.strictSame(await scoresOf(matrixOf(faces), probe), expected);
  t.strictSame(await scoresOf(new TemplateMatrix(dimension), probe), []);
});

t.test('a row that goes is overwritten, and the last takes its place', async (t) => {
  const faces = Array.from({ length: 2002 }, face);
  const matrix = matrixOf(faces);
  t.equal(matrix.remove(3), 2001);
  t.equal((await scoresOf(matrix, faces[2001]!))[3], dot(faces[2001]!, faces[2001]!));
  t.equal(matrix.count, 2001);
  while (matrix.count > 0) matrix.remove(0);
  t.strictSame(await scoresOf(matrix, face()), []);
});

t.test('a template with a value that is no number changes nothing', async (t) => {
  const one = face();
  const matrix = matrixOf([one]);
  for (const broken of [NaN, Infinity]) {
    const template = new Float32Array(dimension).fill(broken);
    t.throws(() => matrix.put(0, template), RangeError);
    t.throws(() => matrix.add(template), RangeError);
  }
  t.throws(() => matrix.add(face().subarray(1)), RangeError);
  t.strictSame(await scoresOf(matrix, one), [dot(one, one)]);
});

t.test('a change waits for the searches that run, and those that come wait for it', async (t) => {
  const turns = new SearchQueue();
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
