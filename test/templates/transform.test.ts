import t from 'tap';
import { seededRandom } from '#base/random';
import { dot, type TemplateTransform } from '#face';
import { TemplateCipher } from '#server/templates/cipher.ts';
import { seed } from '../support/seed.ts';

const random = seededRandom(seed);
const key = Buffer.alloc(32, 7);
const dimensions = [1, 2, 3, 5, 127, 128, 512];

/** A unit vector in a random direction. */
function anywhere(dimension: number): Float32Array {
  const values = Float64Array.from({ length: dimension }, () => random() - 0.5);
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}

function anyKey(): Buffer<ArrayBuffer> {
  return Buffer.from(Array.from({ length: 32 }, () => random() * 256));
}

function turning(dimension: number, secret = key, model = 'onnx/test'): TemplateTransform {
  const cipher = new TemplateCipher({ version: 1, encryption: key, transform: secret }, 'key');
  return cipher.transformOf(model, dimension);
}

t.test('no cosine changes, and every template comes back, at any dimension', async (t) => {
  for (const dimension of dimensions) {
    const transform = turning(dimension);
    for (let i = 0; i < 20; i++) {
      const one = anywhere(dimension);
      const other = anywhere(dimension);
      const turned = transform.apply(one);
      const otherTurned = transform.apply(other);
      const changed = Math.abs(dot(one, other) - dot(turned, otherTurned));
      if (!(changed < 1e-6)) t.fail(`${dimension}: a cosine changed by ${changed}`);
      const back = transform.invert(turned);
      if (!(dot(back, one) > 1 - 1e-6)) t.fail(`${dimension}: it did not come back`);
    }
  }
  t.pass();
});

t.test('the same key makes the same transform, for good', async (t) => {
  const one = Float32Array.from({ length: 128 }, (_, i) => Math.sin(i) / 8);
  t.strictSame(turning(128).apply(one), turning(128).apply(one));
  const [first = 0, second = 0] = turning(128).apply(one);
  // Other numbers would make every stored template useless.
  t.ok(
    Math.abs(first - 0.22967385) < 1e-6 && Math.abs(second - 0.04853024) < 1e-6,
    `${first} ${second}`,
  );
});

t.test('another key or another model turns a template somewhere else', async (t) => {
  const dimension = 512;
  const ours = turning(dimension);
  const theirs = turning(dimension, anyKey());
  const another = turning(dimension, key, 'onnx/another');
  // Chance gives a standard deviation of 1 / sqrt(512) = 0.044.
  for (let i = 0; i < 50; i++) {
    const one = anywhere(dimension);
    const turned = ours.apply(one);
    for (const other of [one, theirs.apply(one), another.apply(one)]) {
      if (Math.abs(dot(turned, other)) > 0.3) t.fail(`cosine ${dot(turned, other)}`);
    }
  }
  t.pass();
});

t.test('it is spread evenly: no direction is more likely than another', async (t) => {
  const dimension = 8;
  const one = anywhere(dimension);
  const mean = new Float64Array(dimension);
  const square = new Float64Array(dimension);
  const draws = 4000;
  for (let i = 0; i < draws; i++) {
    const turned = turning(dimension, anyKey()).apply(one);
    turned.forEach((value, at) => {
      mean[at]! += value / draws;
      square[at]! += (value * value * dimension) / draws;
    });
  }
  // Allows six standard deviations.
  t.ok(
    mean.every((value) => Math.abs(value) < 6 / Math.sqrt(draws * dimension)),
    'no side',
  );
  t.ok(
    square.every((value) => Math.abs(value - 1) < (6 * Math.SQRT2) / Math.sqrt(draws)),
    'no axis',
  );
});

t.test('a template of another length is refused', async (t) => {
  t.throws(() => turning(128).apply(new Float32Array(127)), RangeError);
  t.throws(() => turning(128).invert(new Float32Array(129)), RangeError);
});
