import { readFileSync } from 'node:fs';
import t from 'tap';
import wabt from 'wabt';
import { CosineMemory, cosinesWasm, pageBytes } from '../search/cosines.ts';
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
  return TemplateMatrix.of(dimension, faces);
}

t.test('the kernel is what its source compiles to', async (t) => {
  const source = readFileSync('packages/face/search/cosines.wat', 'utf8');
  const compiler = await wabt();
  const { buffer } = compiler.parseWat('cosines.wat', source, { simd: true }).toBinary({});
  t.equal(Buffer.from(buffer).toString('base64'), cosinesWasm);
});

t.test('the kernel writes as many scores as it compares rows', async (t) => {
  const memory = new CosineMemory(1);
  memory.doubles(0, 16).fill(0.5);
  memory.doubles(128, 4).fill(-1);
  memory.floats(256, 64).fill(0.25);
  memory.cosines(256, 3, 64, 0, 128);
  t.strictSame([...memory.doubles(128, 4)], [2, 2, 2, -1]);
  memory.cosines(256, 0, 64, 0, 128);
  t.strictSame([...memory.doubles(128, 4)], [2, 2, 2, -1], 'none without a row');
  t.throws(() => memory.cosines(pageBytes, 1, 64, 0, 128), 'nothing is read behind its end');
});

t.test('a cosine is the same to the last bit as one computed alone, at any length', async (t) => {
  for (const length of [1, 2, 3, 4, 5, 15, 16, 17, 31, 128, 510]) {
    const templates = Array.from({ length: 5 }, () => fuse([face().subarray(0, length)]));
    const matrix = TemplateMatrix.of(length, templates);
    const [probe] = templates;
    const expected = templates.map((template) => dot(template, probe!));
    t.strictSame(await scoresOf(matrix, probe!), expected, `${length} values`);
    t.strictSame(matrix.template(4), templates[4]);
  }
});

t.test('searches that take turns do not mix their probes', async (t) => {
  const faces = Array.from({ length: 4005 }, face);
  const matrix = matrixOf(faces);
  const probes = [face(), face(), face()];
  const found = await Promise.all(probes.map((probe) => scoresOf(matrix, probe)));
  const expected = probes.map((probe) => faces.map((template) => dot(template, probe)));
  t.strictSame(found, expected);
});

t.test('a search may begin at a later row', async (t) => {
  const faces = Array.from({ length: 2003 }, face);
  const seen: number[] = [];
  for await (const { firstRow, scores } of matrixOf(faces).similarities(faces[0]!, 2001)) {
    seen.push(firstRow, ...scores);
  }
  t.strictSame(seen, [2001, dot(faces[2001]!, faces[0]!), dot(faces[2002]!, faces[0]!)]);
});

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
