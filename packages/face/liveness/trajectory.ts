import { randomInt } from 'node:crypto';

/**
 * The positions of a dot at several moments; the dot moves evenly in between. 1 is the largest distance. x is positive
 * to the visitor's own left, which is the image's right; y is positive upwards.
 */
export type Trajectory = {
  x: number;
  y: number;
  /** Milliseconds from the start. */
  at: number;
}[];

/** Milliseconds: from, to. The visitor first has to find the dot. A film cannot know how long the dot rests later. */
const pauses = { first: [230, 360], between: [10, 160] } as const;
/** Milliseconds for each kind of way. The way from corner to corner is longer. */
const ways = { out: [350, 580], across: [330, 680], back: [360, 480] } as const;
/** A corner's distance from the middle, and the degrees by which it may deviate from its side. */
const corner = { radius: [0.6, 1], beside: [-38, 38] } as const;
/** The corners alternate over all sides: two pictures and a frontal one cannot point to four sides. */
const sides = [0, 90, 180, 270] as const;
/**
 * Number of corners before the dot returns to the middle. With four corners, spread less, one of six films of other
 * answers passed in 10 of 100 tries at a path. With five it passes in less than 1.
 */
const corners = 5;

/** Maximum stretch of the times for slow frames: nobody looks at a dot for longer. */
const slowest = 2.5;
/** Milliseconds between frames that the times above assume. */
const usualFrameMs = 125;

/** Minimum extent of a path in each direction: a path that is nearly a line says little about a head. */
const leastRange = 1;
const waysToLook = [0, 45, 90, 135];

/**
 * Draws an unpredictable path: from the middle to a corner, from corner to corner on each of four sides in a random
 * order, and back, at random speeds, with stops.
 *
 * @param frameMs milliseconds between the frames of this camera: the dot is slower for a slow camera
 * @param random from 0 to 1, for repeatable measurements
 */
export function drawTrajectory(frameMs = usualFrameMs, random = unforeseen): Trajectory {
  for (;;) {
    const trajectory = drawOnce(frameMs, random);
    if (waysToLook.every((degrees) => rangeOf(trajectory, degrees) >= leastRange))
      return trajectory;
  }
}

function rangeOf(path: Trajectory, degrees: number): number {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const places = path.map(({ x, y }) => x * cos + y * sin);
  return Math.max(...places) - Math.min(...places);
}

function drawOnce(frameMs: number, random: () => number): Trajectory {
  const between = ([from, to]: readonly [number, number]) => from + (to - from) * random();
  const slower = Math.min(slowest, Math.max(1, frameMs / usualFrameMs));
  const path: Trajectory = [{ x: 0, y: 0, at: 0 }];
  let at = 0;
  const turned = 360 * random();
  let side = -1;
  let left: number[] = [];
  const nextSide = () => {
    if (left.length === 0) left = sides.filter((one) => one !== side);
    side = left.splice(Math.floor(random() * left.length), 1)[0]!;
    return side;
  };
  const rest = (range: readonly [number, number]) => {
    at += Math.round(slower * between(range));
    path.push({ ...path.at(-1)!, at });
  };
  const goTo = (x: number, y: number, range: readonly [number, number]) => {
    at += Math.round(slower * between(range));
    path.push({ x, y, at });
  };
  rest(pauses.first);
  for (let count = 0; count < corners; count += 1) {
    const radius = between(corner.radius);
    const radians = ((turned + nextSide() + between(corner.beside)) * Math.PI) / 180;
    goTo(
      radius * Math.cos(radians),
      radius * Math.sin(radians),
      count === 0 ? ways.out : ways.across,
    );
    rest(pauses.between);
  }
  goTo(0, 0, ways.back);
  return path;
}

function unforeseen(): number {
  return randomInt(2 ** 32) / 2 ** 32;
}

/** Returns the dot's position at a moment of its path. */
export function dotAt(path: Trajectory, at: number): { x: number; y: number } {
  const next = path.findIndex((stop) => stop.at >= at);
  const [from, to] = [path[next - 1] ?? path[0]!, path[next] ?? path.at(-1)!];
  const share = to.at > from.at ? Math.min(1, Math.max(0, (at - from.at) / (to.at - from.at))) : 1;
  return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
}

export function durationOf(path: Trajectory): number {
  return path.at(-1)!.at;
}

/** Milliseconds: when the dot leaves the middle, and the middle of each wait at a corner. */
export function waitsOf(path: Trajectory): { start: number; corners: number[] } {
  const corners: number[] = [];
  for (let index = 2; index + 1 < path.length - 1; index += 2) {
    corners.push((path[index]!.at + path[index + 1]!.at) / 2);
  }
  return { start: path[1]!.at, corners };
}
