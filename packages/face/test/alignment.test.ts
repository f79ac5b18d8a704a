import t from 'tap';
import { alignmentOf, arcFaceTemplate } from '../landmarks.ts';
import { cropMap, type PixelLayout, sample } from '../sampling.ts';
import { Pyramid } from '../picture.ts';

const grey: PixelLayout = { order: 'grey', mean: [0, 0, 0], factor: [1, 1, 1] };

t.test('a turned, scaled and moved face is brought back exactly', async (t) => {
  const angle = 0.4;
  const place = ({ x, y }: { x: number; y: number }) => ({
    x: 2.5 * (x * Math.cos(angle) - y * Math.sin(angle)) + 310,
    y: 2.5 * (x * Math.sin(angle) + y * Math.cos(angle)) + 40,
  });
  const map = alignmentOf(arcFaceTemplate.points.map(place), arcFaceTemplate);
  for (const point of [
    { x: 0, y: 0 },
    { x: 111, y: 0 },
    { x: 30, y: 90 },
  ]) {
    const { x, y } = place(point);
    t.ok(Math.abs(map.a * point.x + map.b * point.y + map.c - x) < 1e-6);
    t.ok(Math.abs(map.d * point.x + map.e * point.y + map.f - y) < 1e-6);
  }
});

t.test(
  'a crop twice as large as its target is the mean of two by two, black beyond the edge',
  async (t) => {
    const data = Uint8Array.from([0, 40, 80, 120].flatMap((value) => [value, value, value]));
    const picture = new Pyramid({ data, width: 4, height: 1 });
    const target = { data: new Float32Array(3), width: 3, height: 1 };
    sample(picture, cropMap({ x: 0, y: 0, width: 6, height: 1 }, target), grey, target);
    t.strictSame([...target.data].map(Math.round), [20, 100, 0]);
  },
);

t.test('colours keep their order, or are turned round for a model that wants BGR', async (t) => {
  const picture = new Pyramid({ data: Uint8Array.from([10, 20, 30]), width: 1, height: 1 });
  for (const turned of [0, 1e-9]) {
    const target = { data: new Float32Array(3), width: 1, height: 1 };
    const map = { a: 1, b: turned, c: 0, d: 0, e: 1, f: 0 };
    const layout = { mean: [1, 2, 3], factor: [1, 1, 2] } as const;
    sample(picture, map, { ...layout, order: 'rgb' }, target);
    t.strictSame([...target.data], [9, 18, 54]);
    sample(picture, map, { ...layout, order: 'bgr' }, target);
    t.strictSame([...target.data], [54, 18, 9]);
  }
});
