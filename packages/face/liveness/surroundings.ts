import type { Box, Scene } from '../analysis.ts';
import { outlineOf, type Part } from '../person-outline.ts';

/** A coarse frame, and the box of the visitor's face in it. */
export interface Sight {
  scene: Scene;
  box: Box;
}

/** Per block: correlation with the frame before the dot moved. NaN where a move would not show. */
export type Likeness = Float32Array;

/** The background beside the visitor while the head is turned away, compared with the background before. */
export interface Surroundings {
  /** Number of blocks that can be compared. */
  compared: number;
  /** Share of the compared blocks that show something else. */
  moved: number;
}

/** `lab attacks` prints the effect of these limits. */
const surroundingsLimits = {
  /**
   * People in front of a camera that does not move: 0.09 at most. A film scene in which the camera and people in the
   * background move: 0.44. Pictures that fill the frame: 0.63 at least, except for five photos that are blended.
   */
  moved: 0.5,
  /** At most this share proves that there is no picture. A photo that turns on a tablet brings its background: 0.07. */
  still: 0.05,
  /** Fewer blocks give no result: in front of a plain wall, or where the face fills the picture. */
  compared: 12,
} as const;

/** Cells along the side of a block, and from one block to the next. */
const block = { side: 4, step: 2 } as const;
/** Luma deviation from which a block has enough structure to compare. */
const structure = 5;
/** Correlation from which two blocks show the same. */
const alike = 0.8;
/** A block must look different after a move by this many cells, which a blurred wall does not. */
const move = 2;
/** Distance of the dot from the middle at which the head is turned away. */
const away = 0.5;
const fewestFrames = 3;

/** @param start the last frame before the dot moved */
export function likenessOf(start: Sight, now: Sight): Likeness {
  const { width, height } = now.scene;
  const across = Math.max(0, Math.floor((width - block.side) / block.step) + 1);
  const down = Math.max(0, Math.floor((height - block.side) / block.step) + 1);
  const likeness = new Float32Array(across * down).fill(NaN);
  // A camera sends frames of one size. A frame of another size is treated as entirely different.
  const isOfOneSize = start.scene.width === width && start.scene.height === height;
  const isCovered = [...personOf(start), ...personOf(now)];
  for (let at = 0; at < likeness.length; at += 1) {
    const x = block.step * (at % across);
    const y = block.step * Math.floor(at / across);
    if (isCovered.some((part) => overlaps(part, x, y))) continue;
    if (!showsMoves(start.scene, x, y)) continue;
    likeness[at] = isOfOneSize ? correlation(start.scene, now.scene, { x, y }) : 0;
  }
  return likeness;
}

/** Whether a move along one axis, in either direction, would change the picture at this place. */
function showsMoves(scene: Scene, x: number, y: number): boolean {
  const changes = (right: number, down: number) => {
    const [left, top] = [x + right, y + down];
    const isInside =
      left >= 0 && top >= 0 && left + block.side <= scene.width && top + block.side <= scene.height;
    return !isInside || correlation(scene, scene, { x, y }, { x: left, y: top }) < alike;
  };
  return (changes(-move, 0) && changes(move, 0)) || (changes(0, -move) && changes(0, move));
}

/** @param frames those in which the head is turned away */
export function surroundingsOf(frames: readonly (Likeness | null)[]): Surroundings {
  const seen = frames.filter((likeness) => likeness !== null);
  const blocks = Math.max(0, ...seen.map(({ length }) => length));
  const enough = Math.max(fewestFrames, seen.length / 2);
  let compared = 0;
  let moved = 0;
  for (let at = 0; at < blocks; at += 1) {
    let known = 0;
    let others = 0;
    for (const likeness of seen) {
      const value = likeness[at] ?? NaN;
      if (Number.isNaN(value)) continue;
      known += 1;
      if (value < alike) others += 1;
    }
    if (known < enough) continue;
    compared += 1;
    // Somebody who walks by hides a place only for a moment.
    if (others > known / 2) moved += 1;
  }
  return { compared, moved: compared === 0 ? 0 : moved / compared };
}

/** Whether the head is turned away while the dot is there. */
export function isAway({ x, y }: { x: number; y: number }): boolean {
  return Math.hypot(x, y) >= away;
}

/** Whether no evidence contradicts a room that does not move. */
export function mayStandStill({ compared, moved }: Surroundings): boolean {
  return compared < surroundingsLimits.compared || moved < surroundingsLimits.moved;
}

/** Whether there is evidence that the room did not move. */
export function stoodStill({ compared, moved }: Surroundings): boolean {
  return compared >= surroundingsLimits.compared && moved <= surroundingsLimits.still;
}

interface Cell {
  x: number;
  y: number;
}

/** The visitor's outline, in cells. */
function personOf({ box, scene: { cell } }: Sight): Part[] {
  const [x, y] = [box.x / cell, box.y / cell];
  return outlineOf({ x, y, width: box.width / cell, height: box.height / cell });
}

function overlaps({ left, top, right, bottom }: Part, x: number, y: number): boolean {
  return x < right && x + block.side > left && y < bottom && y + block.side > top;
}

/** A hot loop. NaN where neither place has any structure. */
function correlation(one: Scene, other: Scene, here: Cell, there = here): number {
  const count = block.side * block.side;
  let a = 0;
  let b = 0;
  let aa = 0;
  let bb = 0;
  let ab = 0;
  for (let y = 0; y < block.side; y += 1) {
    const from = (here.y + y) * one.width + here.x;
    const to = (there.y + y) * other.width + there.x;
    for (let x = 0; x < block.side; x += 1) {
      const before = one.luma[from + x]!;
      const now = other.luma[to + x]!;
      a += before;
      b += now;
      aa += before * before;
      bb += now * now;
      ab += before * now;
    }
  }
  const spreadA = aa - (a * a) / count;
  const spreadB = bb - (b * b) / count;
  if (Math.max(spreadA, spreadB) < count * structure * structure) return NaN;
  const together = Math.max(spreadA, 1) * Math.max(spreadB, 1);
  return (ab - (a * b) / count) / Math.sqrt(together);
}
