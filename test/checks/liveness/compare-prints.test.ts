import '../../../lab/measure/evaluate/charts.ts';
import t from 'tap';
import { differenceOf, type Region } from '#face/steps';
import { clippedLuma, type FramePrint, lumaSteps } from '#face';
import { seededRandom } from '#base/random';

// With echarts loaded, as in `vestibule evaluate`, V8 of Node 20 miscompiled a hot loop here. From their
// fifteenth frame on, people were then taken for films.

const [width, height] = [160, 120];

function faceAt(frame: number): Region {
  const sway = Math.sin(frame);
  return { left: 50.3 + sway, top: 30.4, right: 110.6 + sway, bottom: 105.7 };
}

/** The print of a face that leans a little from frame to frame, with camera noise. */
function printAt(frame: number, random: () => number): FramePrint {
  const lean = Math.sin(frame / 3) / 2;
  const luma = new Uint16Array(width * height);
  for (let at = 0; at < luma.length; at += 1) {
    const x = (at % width) + lean;
    const y = Math.floor(at / width);
    const shade = 110 + 60 * Math.sin(x / 7) * Math.cos(y / 9) + 20 * Math.sin((x + y) / 3);
    luma[at] = Math.min(clippedLuma - 1, (shade + 3 * random()) * lumaSteps);
  }
  return { width, height, cell: 4, luma };
}

t.test('the same two frames differ by as much the thousandth time as the first', async (t) => {
  const random = seededRandom(7);
  const prints = Array.from({ length: 24 }, (_, frame) => printAt(frame, random));
  const all = () =>
    prints.flatMap((later, index) =>
      prints.slice(0, index).map((earlier) => differenceOf(earlier, later, faceAt(index))),
    );
  const first = all();
  t.ok(first.every(({ residual }) => residual > 0.3));
  for (let time = 0; time < 20; time += 1) t.same(all(), first);
});
