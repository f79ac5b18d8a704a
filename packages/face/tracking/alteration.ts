import type { Alteration } from '../analysis.ts';
import { patchSide } from './face-patch.ts';
import type { Track } from './parallax.ts';
import { half, likenessThere, warpAround } from './warp.ts';

/** A place has texture when the luma's slope, relative to the luma, reaches this in every direction. */
const texture = 0.01;
/** Correlation from which a place looks the same, whatever its brightness and however a smooth warp moves it. */
const alike = 0.97;

/** Share of the places that look less alike than `Alteration.change` says. */
const mostChanged = 0.1;

/**
 * Compares the textured places of a face with another picture of it. A warped picture shows all of them again. A head
 * that turns hides and changes many.
 *
 * @param isUpper whether a place is above the mouth
 */
export function alterationBetween(
  from: Uint8Array,
  to: Uint8Array,
  tracks: readonly Track[],
  isUpper: (at: Track) => boolean,
): Alteration {
  let places = 0;
  let altered = 0;
  const likeness: number[] = [];
  for (const track of tracks) {
    const { x, y } = track;
    if (!hasTexture(from, Math.round(x), Math.round(y))) continue;
    const start = warpAround(track, tracks);
    const seen = start && likenessThere(from, to, { x, y }, start);
    // A place that is not found, or outside the picture, is not alike.
    const value = Math.max(0, seen || 0);
    likeness.push(value);
    if (!isUpper(track)) continue;
    places += 1;
    if (value < alike) altered += 1;
  }
  likeness.sort((one, other) => one - other);
  return {
    places,
    altered,
    change: 1 - (likeness[Math.floor(mostChanged * likeness.length)] ?? 0),
  };
}

/** Whether the weaker of the two main slopes (Shi and Tomasi) is large enough. */
function hasTexture(luma: Uint8Array, x: number, y: number): boolean {
  const [edge, row] = [half + 3, patchSide];
  if (x < edge || y < edge || x >= patchSide - edge || y >= patchSide - edge) return false;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  let sum = 0;
  for (let b = -half; b <= half; b += 1) {
    for (let a = -half; a <= half; a += 1) {
      const at = (y + b) * row + x + a;
      const across = (side: number) =>
        luma[at + side]! + luma[at + side - row]! + luma[at + side + row]!;
      const down = (side: number) =>
        luma[at + side * row]! + luma[at + side * row - 1]! + luma[at + side * row + 1]!;
      const right = (across(2) - across(-2)) / 12;
      const below = (down(2) - down(-2)) / 12;
      xx += right * right;
      yy += below * below;
      xy += right * below;
      sum += luma[at]!;
    }
  }
  const count = (2 * half + 1) ** 2;
  const weaker = (xx + yy) / 2 - Math.hypot((xx - yy) / 2, xy);
  return Math.sqrt(Math.max(0, weaker) / count) >= (texture * sum) / count;
}
