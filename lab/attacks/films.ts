import { dotAt, drawTrajectory, durationOf, type Point } from '#face';
import type { DotPath } from '#server/protocol/messages.ts';
import { frameMs } from './sheet-camera.ts';

/** Number of films that are kept ready. */
const kept = 6;
/** How far the dot has moved once its first direction is clear, and how near the middle counts as rest. */
const plain = 0.3;
const atRest = 0.05;

/**
 * Plays films of a head that answered other paths. It picks the film whose first corner is nearest to the dot's, and
 * starts when the dot leaves the middle.
 *
 * @returns where the head in the film points, given where the dot is seen
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
    films ??= Array.from({ length: kept }, () => drawTrajectory(undefined, random));
    if (!chosen && away > plain) chosen = nearest(films, wanted);
    if (!chosen) return wanted;
    const at = chosen[1]!.at + frames * frameMs;
    const place = dotAt(chosen, at);
    // The next path may pick another film.
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
