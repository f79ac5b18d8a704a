import t from 'tap';
import { seededRandom } from '#base/random';
import { dot, TemplateTransform } from '../index.ts';

const random = seededRandom(20_261_128);

/** A unit vector in a random direction. */
function anywhere(dimension: number): Float32Array {
  const values = Float64Array.from({ length: dimension }, () => random() - 0.5);
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}

t.test('a transform keeps each cosine, and can be undone with its key alone', (t) => {
  for (const dimension of [1, 2, 127, 512]) {
    const transform = new TemplateTransform('id', Buffer.alloc(32, 7), dimension);
    const other = new TemplateTransform('id', Buffer.alloc(32, 8), dimension);
    const [a, b] = [anywhere(dimension), anywhere(dimension)];
    const turned = transform.apply(a);
    t.ok(Math.abs(dot(a, b) - dot(turned, transform.apply(b))) < 1e-6);
    t.ok(dot(transform.invert(turned), a) > 1 - 1e-6);
    if (dimension > 100) t.ok(Math.abs(dot(other.invert(turned), a)) < 0.5);
    t.throws(() => transform.apply(anywhere(dimension + 1)), RangeError);
  }
  t.end();
});

t.test('two templates of different lengths match nobody', (t) => {
  t.ok(Number.isNaN(dot(anywhere(8), anywhere(9))));
  t.ok(Number.isNaN(dot(anywhere(9), anywhere(8))));
  t.end();
});
