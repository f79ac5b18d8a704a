import t from 'tap';
import type { Point } from '../analysis.ts';
import { alterationBetween } from '../tracking/alteration.ts';
import { patchSide } from '../tracking/face-patch.ts';

type Place = (at: Point) => Point;

/** A picture with texture everywhere, as the camera sees it through a warp. */
function pictureThrough(back: Place, more = (_at: Point) => 0): Uint8Array {
  return Uint8Array.from({ length: patchSide * patchSide }, (_, at) => {
    const seen = { x: at % patchSide, y: Math.floor(at / patchSide) };
    const { x, y } = back(seen);
    const texture = Math.sin(x / 2.7 + 2 * Math.sin(y / 11)) * Math.sin(y / 3.1 + Math.sin(x / 7));
    return 128 + 50 * texture + more(seen);
  });
}

/** Places of a grid, and where the inverse warp finds them. Every fourth one is not found. */
function tracksOf(forth: Place) {
  const side = Array.from({ length: 20 }, (_, at) => 24 + 7 * at);
  return side.flatMap((y, row) =>
    side.map((x, at) => ({ x, y, found: (row + at) % 4 === 0 ? null : forth({ x, y }) })),
  );
}

/** The wave of a program that also moves the skin: 3 pixels high, 90 long. Inverted by repeated approximation. */
const waved: Place = ({ x, y }) => ({
  x: x + 3 * Math.sin((2 * Math.PI * y) / 90),
  y: y + 3 * Math.sin((2 * Math.PI * x) / 90 + 1),
});
const unwaved: Place = (to) => {
  let at = to;
  for (let round = 0; round < 30; round += 1) {
    const { x, y } = waved(at);
    at = { x: at.x + to.x - x, y: at.y + to.y - y };
  }
  return at;
};

t.test('a smooth warp shows all places again, also those that were not followed', (t) => {
  const still = pictureThrough((at) => at);
  const { places, altered, change } = alterationBetween(
    still,
    pictureThrough(waved),
    tracksOf(unwaved),
    () => true,
  );
  t.ok(places > 200, `${places} places`);
  t.ok(altered <= 0.03 * places, `${altered} of ${places}`);
  t.ok(change < 0.011, `${change}`);
  t.end();
});

t.test('places that show another side look otherwise', (t) => {
  const still = pictureThrough((at) => at);
  const folds = ({ x, y }: Point) =>
    x > 96 ? 50 * Math.sin(x / 4.3 + y / 9) * Math.sin(y / 4.7) : 0;
  const now = pictureThrough(waved, folds);
  const seen = alterationBetween(still, now, tracksOf(unwaved), () => true);
  t.ok(seen.altered > 0.3 * seen.places, `${seen.altered} of ${seen.places}`);
  t.ok(seen.change > 0.1, `${seen.change}`);
  const left = alterationBetween(still, now, tracksOf(unwaved), ({ x }) => x < 80);
  t.ok(left.altered < 0.1 * left.places, `${left.altered} of ${left.places}`);
  t.equal(left.change, seen.change, 'the change is that of the whole face');
  t.end();
});
