import { randomInt } from 'node:crypto';
import type { ChallengeMode } from '../../../config/liveness.ts';
import type { DotPath } from '../../../protocol/messages.ts';

/** Milliseconds: from, to. At first the visitor has to find the dot. How long it rests later, no film knows. */
const pauses = { first: [230, 360], between: [10, 160] } as const;
/** For each way that the dot goes, milliseconds; the one from corner to corner is longer. */
const ways = { out: [350, 580], across: [330, 680], back: [360, 480] } as const;
/** How far from the middle a corner lies, and by how many degrees it lies beside its side. */
const corner = { radius: [0.6, 1], beside: [-38, 38] } as const;
/** Corners lie on all sides in turn: two pictures, and the frontal one, do not point to four. */
const sides = [0, 90, 180, 270] as const;
/**
 * Corners before the dot comes back to the middle. With four, spread less, one of six films of other answers passed
 * in 10 of 100 tries at a path; with five it is less than 1.
 */
const corners = { active: 5, thorough: 7 } as const satisfies Record<ChallengeMode, number>;

/** However slow the frames come, no one looks at a dot for longer than this many times as long. */
const slowest = 2.5;
/** Milliseconds between frames for which the times above are made. */
const usualFrameMs = 125;

/** From one end to the other, whichever way one looks: what lies nearly on a line says little of a head. */
const leastRange = 1;
const waysToLook = [0, 45, 90, 135];

/**
 * A path that no one can know before: from the middle out, from corner to corner, to each of four sides
 * in an order of its own, and back, at its own speeds, with stops. `thorough` has more corners.
 *
 * @param frameMs milliseconds between the frames of this camera: the dot is slower where they are few
 * @param random from 0 to 1, for measurements that are repeated
 */
export function drawTrajectory(
  mode: ChallengeMode = 'active',
  frameMs = usualFrameMs,
  random = unforeseen,
): DotPath {
  for (;;) {
    const trajectory = drawOnce(mode, frameMs, random);
    if (waysToLook.every((degrees) => rangeOf(trajectory, degrees) >= leastRange))
      return trajectory;
  }
}

function rangeOf(path: DotPath, degrees: number): number {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const places = path.map(({ x, y }) => x * cos + y * sin);
  return Math.max(...places) - Math.min(...places);
}

function drawOnce(mode: ChallengeMode, frameMs: number, random: () => number): DotPath {
  const between = ([from, to]: readonly [number, number]) => from + (to - from) * random();
  const slower = Math.min(slowest, Math.max(1, frameMs / usualFrameMs));
  const path: DotPath = [{ x: 0, y: 0, at: 0 }];
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
  for (let count = 0; count < corners[mode]; count += 1) {
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

/** Where the dot is at a moment of its path. */
export function dotAt(path: DotPath, at: number): { x: number; y: number } {
  const next = path.findIndex((stop) => stop.at >= at);
  const [from, to] = [path[next - 1] ?? path[0]!, path[next] ?? path.at(-1)!];
  const share = to.at > from.at ? Math.min(1, Math.max(0, (at - from.at) / (to.at - from.at))) : 1;
  return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
}

export function durationOf(path: DotPath): number {
  return path.at(-1)!.at;
}

/** Milliseconds: when the dot leaves the middle, and the middle of each wait at a corner. */
export function waitsOf(path: DotPath): { start: number; corners: number[] } {
  const corners: number[] = [];
  for (let index = 2; index + 1 < path.length - 1; index += 2) {
    corners.push((path[index]!.at + path[index + 1]!.at) / 2);
  }
  return { start: path[1]!.at, corners };
}
