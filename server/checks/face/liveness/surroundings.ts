import type { Box, Scene } from '../../../vision/analysis.ts';
import { outlineOf, type Part } from '../../../vision/person-outline.ts';

/** A frame, coarsely, and where the visitor's face is in it. */
export interface Sight {
  scene: Scene;
  box: Box;
}

/** Block by block: 1 where a frame shows what the one before the dot showed. NaN where a move would not show. */
export type Likeness = Float32Array;

/** What is beside the visitor while the head is turned away, against what was there before. */
export interface Surroundings {
  /** Blocks that can be compared. */
  compared: number;
  /** Of those, the share that shows something else. */
  moved: number;
}

/** `lab attacks` prints what these limits do. */
const surroundingsLimits = {
  /**
   * Windows of people in front of a camera that does not move: 0.09 at most. A scene of a film, whose camera and people behind
   * move: 0.44. Pictures that fill the frame: 0.63 at least, but for five photos that are blended.
   */
  moved: 0.5,
  /** What shows that no picture is there. A photo that turns on a tablet has its own background: 0.07 at least. */
  still: 0.05,
  /** With fewer blocks nothing is said: before a plain wall, or where the face fills the picture. */
  compared: 12,
} as const;

/** Cells along the side of a block, and from one to the next. */
const block = { side: 4, step: 2 } as const;
/** Deviation of the luma in a block from which it has something to compare. */
const structure = 5;
/** Correlation from which a block shows the same. */
const alike = 0.8;
/** A block has to look different when it is moved by so many cells: a blurred wall looks the same. */
const move = 2;
/** How far from the middle the dot is when the head is turned away. */
const away = 0.5;
const fewestFrames = 3;

/** @param start the frame before the dot moved */
export function likenessOf(start: Sight, now: Sight): Likeness {
  const { width, height } = now.scene;
  const across = Math.max(0, Math.floor((width - block.side) / block.step) + 1);
  const down = Math.max(0, Math.floor((height - block.side) / block.step) + 1);
  const likeness = new Float32Array(across * down).fill(NaN);
  // A camera sends one size; whatever changes it shows nothing that was there before.
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

/** Whether a move along one axis, either way, would change what is at this place. */
function showsMoves(scene: Scene, x: number, y: number): boolean {
  const changes = (right: number, down: number) => {
    const [left, top] = [x + right, y + down];
    const isInside =
      left >= 0 && top >= 0 && left + block.side <= scene.width && top + block.side <= scene.height;
    return !isInside || correlation(scene, scene, { x, y }, { x: left, y: top }) < alike;
  };
  return (changes(-move, 0) && changes(move, 0)) || (changes(0, -move) && changes(0, move));
}

/** @param frames in which the head is turned away */
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
    // Somebody who walks by hides a place for a moment only.
    if (others > known / 2) moved += 1;
  }
  return { compared, moved: compared === 0 ? 0 : moved / compared };
}

/** Whether the head is turned away while the dot is there. */
export function isAway({ x, y }: { x: number; y: number }): boolean {
  return Math.hypot(x, y) >= away;
}

/** Whether nothing speaks against a room that stands still. */
export function mayStandStill({ compared, moved }: Surroundings): boolean {
  return compared < surroundingsLimits.compared || moved < surroundingsLimits.moved;
}

/** Whether it was seen to stand still. */
export function stoodStill({ compared, moved }: Surroundings): boolean {
  return compared >= surroundingsLimits.compared && moved <= surroundingsLimits.still;
}

interface Cell {
  x: number;
  y: number;
}

/** In cells. */
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
