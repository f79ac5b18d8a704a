import type { Point } from '../analysis.ts';
import { distance, fivePoints } from '../landmarks.ts';

/** Half the width of a nose between the eyes and at its wings, in distances between the eyes. */
const half = { top: 0.2, wings: 0.34 } as const;
/** Height of the bridge between the eyes, and of the lip below the nose, as shares of the tip's. */
const height = { top: 0.3, lip: 0.25 } as const;
/** How far the bridge fades above and the lip below, as shares of the nose's length. */
const fades = { above: 0.35, below: 0.12 } as const;

/**
 * Returns how much of the height of a nose's tip a place has, by a nose that stands where these 68 landmarks say: a
 * ridge that rises from the eyes to the tip and falls to the lip, 0 to 1.
 */
export function noseShape(landmarks: readonly Point[]): (at: Point) => number {
  const [left, right] = fivePoints(landmarks);
  const eyes = distance(left, right);
  const [top, tip, lip] = [landmarks[27]!, landmarks[30]!, landmarks[33]!];
  const length = distance(top, lip);
  const along = (at: Point) =>
    ((at.x - top.x) * (lip.x - top.x) + (at.y - top.y) * (lip.y - top.y)) / length ** 2;
  const tipAt = Math.min(0.95, Math.max(0.5, along(tip)));
  return (at) => {
    const share = along(at);
    if (share < -fades.above || share > 1 + fades.below) return 0;
    const ridge =
      share < tipAt
        ? between(top, tip, share / tipAt)
        : between(tip, lip, (share - tipAt) / (1 - tipAt));
    const wide = eyes * (half.top + (half.wings - half.top) * Math.min(1, Math.max(0, share)));
    const beside = Math.max(0, 1 - distance(at, { x: ridge.x, y: ridge.y }) / wide);
    return beside * heightAt(share, tipAt);
  };
}

function heightAt(share: number, tipAt: number): number {
  if (share < 0) return height.top * (1 + share / fades.above);
  if (share < tipAt) return height.top + ((1 - height.top) * share) / tipAt;
  if (share < 1) return 1 - ((1 - height.lip) * (share - tipAt)) / (1 - tipAt);
  return height.lip * (1 - (share - 1) / fades.below);
}

/** The place on the line through two others: `share` is 0 at the first, 1 at the second, and may lie beyond both. */
function between(one: Point, other: Point, share: number): Point {
  return { x: one.x + share * (other.x - one.x), y: one.y + share * (other.y - one.y) };
}
