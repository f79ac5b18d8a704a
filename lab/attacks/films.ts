import { dotAt, drawTrajectory, durationOf } from '../../server/checks/face/liveness/trajectory.ts';
import type { DotPath } from '../../server/protocol/messages.ts';
import type { Point } from '../../server/vision/analysis.ts';
import { frameMs } from './sheet-camera.ts';

/** Films that are kept ready. */
const kept = 6;
/** How far the dot has gone when its first way is plain, and how near the middle it is at rest. */
const plain = 0.3;
const atRest = 0.05;

/**
 * Films of a head that answered other paths: the one is played whose first corner is nearest to that of the dot,
 * from the moment at which the dot leaves the middle.
 *
 * @returns where the head in the film points, for where the dot is seen
 */
export function preparedFilms(random: () => number): (wanted: Point) => Point {
  let films: DotPath[] | null = null;
  let chosen: DotPath | null = null;
  let frames = 0;
  return (wanted) => {
    const away = Math.hypot(wanted.x, wanted.y);
    if (!chosen && away < atRest) {
      frames = 0;
      return { x: 0, y: 0 };
    }
    frames += 1;
    films ??= Array.from({ length: kept }, () => drawTrajectory('active', undefined, random));
    if (!chosen && away > plain) chosen = nearest(films, wanted);
    if (!chosen) return wanted;
    const at = chosen[1]!.at + frames * frameMs;
    const place = dotAt(chosen, at);
    // Ready for another path.
    if (at > durationOf(chosen)) chosen = null;
    return place;
  };
}

function nearest(films: readonly DotPath[], wanted: Point): DotPath {
  const along = (film: DotPath) => {
    const { x, y } = film[2]!;
    return (x * wanted.x + y * wanted.y) / Math.hypot(x, y);
  };
  return films.reduce((one, other) => (along(other) > along(one) ? other : one));
}
