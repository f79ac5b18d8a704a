import type { Point } from '#face';
import type { MorphPhoto } from './morph.ts';

/** Degrees by which a head turns to point as far as 1. */
const degrees = { yaw: 20, pitch: 14 };
/** From this distance on, the attacker shows another picture that points within 70 degrees of the way. */
export const beginning = 0.35;

/** Where a photo's head points, in the same units as the wanted direction. */
export function pointOf({ yaw, pitch }: MorphPhoto): Point {
  return { x: yaw / degrees.yaw, y: pitch / degrees.pitch };
}

/** The mixture of poses nearest to the wanted one (Frank-Wolfe algorithm). */
export function weightsFor(photos: readonly MorphPhoto[], wanted: Point): number[] {
  const points = photos.map(pointOf);
  let weights = points.map((_, index): number => (index === 0 ? 1 : 0));
  for (let round = 0; round < 200; round += 1) {
    const x = points.reduce((sum, point, index) => sum + weights[index]! * point.x, 0) - wanted.x;
    const y = points.reduce((sum, point, index) => sum + weights[index]! * point.y, 0) - wanted.y;
    const slopes = points.map((point) => x * point.x + y * point.y);
    const best = slopes.indexOf(Math.min(...slopes));
    const step = 2 / (round + 3);
    weights = weights.map((weight, index) => weight * (1 - step) + (index === best ? step : 0));
  }
  return weights;
}

/** Share of another photo in the last picture, and the frames after which the first picture is shown again. */
const otherwise = { share: 0.3, frames: 16 } as const;

/** The attacker knows that a face must not come back exactly as it was: after the turn, another photo shows through. */
export function endingOtherwise(photos: readonly MorphPhoto[]): (wanted: Point) => number[] {
  const aside = ({ yaw, pitch }: MorphPhoto) => Math.hypot(yaw, pitch);
  const others = photos.slice(1).toSorted((one, other) => aside(one) - aside(other));
  const other = photos.indexOf(others[0]!);
  let hasTurned = false;
  let rested = 0;
  return (wanted) => {
    const way = Math.hypot(wanted.x, wanted.y);
    rested = way < 0.02 ? rested + 1 : 0;
    hasTurned = way > beginning || (hasTurned && rested < otherwise.frames);
    const weights = weightsFor(photos, wanted);
    if (!hasTurned || way > beginning) return weights;
    return weights.map((weight, index) => {
      const kept = weight * (1 - otherwise.share);
      return index === other ? kept + otherwise.share : kept;
    });
  };
}
