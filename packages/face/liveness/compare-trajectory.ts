import type { Trajectory } from './trajectory.ts';
import { depthLimits, depthOf, hasDepth, type Depth, type ParallaxSample } from './depth.ts';
import { dotAt, durationOf, waitsOf } from './trajectory.ts';

/** How well the course of a head fits the path of the dot. */
export interface TrajectoryMatch {
  /** Milliseconds by which the head follows later than the dot. */
  delay: number;
  x: Agreement;
  y: Agreement;
  /** How far the head went to the corner that it reached least, relative to its usual distance with the dot. */
  corner: number;
  /** Share of the frames during a movement of the dot in which the head moves with the dot. */
  gliding: number;
  depth: Depth;
  /** Longest time without a frame, in milliseconds. */
  gap: number;
  frames: number;
}

interface Agreement {
  /** Degrees of the head for 1 of the dot, along the dot's axis and across it. */
  size: number;
  across: number;
  /** Share of the head's movement that the dot explains, 0 to 1. */
  explained: number;
}

/** Limits for a course that follows the dot. `evaluate pad` and `lab attacks` print their effect. */
export const trajectoryLimits = {
  /** Nobody reacts sooner, and a visitor who follows is not later. Milliseconds, network delay included. */
  delay: { least: 120, most: 950, step: 25 },
  size: { x: 6, y: 4 },
  /** Heads do not move exactly along the screen's axes. A line between two pictures is far off them. */
  across: 0.6,
  explained: { x: 0.85, y: 0.75 },
  /** With fewer pictures than sides, no picture points to one corner: 0.15 at most. Stand-ins have 0.46 at least. */
  corner: 0.3,
  /** A picture that is swapped stands still except for a moment. From frame to frame, in lengths of the dot's way. */
  gliding: { share: 0.6, dot: 0.1, head: 0.25 },
  /** Nobody may be out of sight for longer. Milliseconds, and multiples of the usual frame interval. */
  gap: { ms: 500, times: 3.5 },
  frames: 12,
} as const;

/** The fault of a course; null when it follows the dot. */
export type TrajectoryFault =
  | 'too_few_frames'
  /** Not the dot's way, or not in both directions. */
  | 'other_way'
  /** Hardly moved. */
  | 'too_small'
  /** Did not go to one of the corners. */
  | 'corner_missed'
  /** It jumped where the dot went. */
  | 'jumped'
  /** No one was seen for a while. */
  | 'hidden'
  /** Too little texture could be followed to say what it is. */
  | 'not_followed_up'
  /** It has no depth: a picture, however it is held and bent. */
  | 'as_a_picture';

/** Fits the path to the course, with the best delay. */
export function compareTrajectory(
  path: Trajectory,
  course: readonly ParallaxSample[],
): TrajectoryMatch {
  const { delay } = trajectoryLimits;
  const smooth = smoothCourse(course);
  let best = agreementsAt(path, smooth, delay.least);
  for (let late = delay.least + delay.step; late <= delay.most; late += delay.step) {
    const other = agreementsAt(path, smooth, late);
    // A course with NaN fits at no delay.
    if (!(best.left <= other.left)) best = other;
  }
  const { late, seen, x, y } = best;
  const size = { x: x.size, y: y.size };
  const dotOf = (at: number) => dotAt(path, at - late);
  const during = course.filter(({ at }) => isDuring(path, at, late));
  return {
    delay: late,
    x,
    y,
    corner: leastCorner(path, smooth, late, size),
    gliding: glidingOf(during, dotOf, size),
    depth: depthOf(course, dotOf),
    ...gapsOf(seen),
  };
}

/** @returns `left`: the movement on both axes that the dot does not explain */
function agreementsAt(path: Trajectory, smooth: readonly Smooth[], late: number) {
  const seen = smooth.filter(({ at }) => isDuring(path, at, late));
  const dots = seen.map(({ times }) => dotSeen(path, times, late));
  const x = agreementOf(seen, dots, 'x');
  const y = agreementOf(seen, dots, 'y');
  return { late, seen, x, y, left: 2 - x.explained - y.explained };
}

/** Whether a frame is between the first reaction and the end of the path, as the visitor sees the path. */
function isDuring(path: Trajectory, at: number, late: number): boolean {
  return at >= late && at <= durationOf(path) + late;
}

export function trajectoryFault(course: TrajectoryMatch): TrajectoryFault | null {
  const limits = trajectoryLimits;
  const { x, y, frames } = course;
  if (frames < limits.frames) return 'too_few_frames';
  if (course.gap > limits.gap.ms) return 'hidden';
  const follows = (axis: 'x' | 'y') => {
    const { size, across, explained } = course[axis];
    return (
      size > 0 && explained >= limits.explained[axis] && Math.abs(across) <= limits.across * size
    );
  };
  // The comparisons are written so that NaN counts as not followed.
  if (!(follows('x') && follows('y'))) return 'other_way';
  if (!(x.size >= limits.size.x && y.size >= limits.size.y)) return 'too_small';
  if (!(course.corner >= limits.corner)) return 'corner_missed';
  if (!(course.gliding >= limits.gliding.share)) return 'jumped';
  if (!(course.depth.followed >= depthLimits.followed)) return 'not_followed_up';
  return hasDepth(course.depth) ? null : 'as_a_picture';
}

type Dot = { x: number; y: number };

type Smooth = Turned & { times: readonly [number, number, number] };

type Turned = Pick<ParallaxSample, 'at' | 'x' | 'y'>;

/** Averages each frame with half of each neighbour: landmarks tremble by a degree, more so vertically. */
function smoothCourse(course: readonly ParallaxSample[]): Smooth[] {
  return course.map((now, index) => {
    const [before, after] = [course[index - 1] ?? now, course[index + 1] ?? now];
    const mean = (key: 'x' | 'y') => (before[key] + 2 * now[key] + after[key]) / 4;
    return {
      at: now.at,
      times: [before.at, now.at, after.at],
      x: mean('x'),
      y: mean('y'),
    };
  });
}

/** Returns the dot's position for a frame, smoothed in the same way. */
function dotSeen(path: Trajectory, [before, now, after]: Smooth['times'], late: number): Dot {
  const [one, two, three] = [before, now, after].map((at) => dotAt(path, at - late)) as [
    Dot,
    Dot,
    Dot,
  ];
  return { x: (one.x + 2 * two.x + three.x) / 4, y: (one.y + 2 * two.y + three.y) / 4 };
}

/** Finds the smallest move to a corner, from the head's direction before the dot moved. */
function leastCorner(path: Trajectory, smooth: readonly Smooth[], late: number, size: Dot): number {
  const { start, corners } = waitsOf(path);
  const before = smooth.filter(({ at }) => at <= start + late);
  const rest = (axis: 'x' | 'y') => before.reduce((sum, one) => sum + one[axis] / before.length, 0);
  const [x, y] = [rest('x'), rest('y')];
  const gone = corners.map((at) => {
    const head = smooth.reduce((one, other) =>
      Math.abs(other.at - at - late) < Math.abs(one.at - at - late) ? other : one,
    );
    const dot = dotSeen(path, head.times, late);
    const along = ((head.x - x) / size.x) * dot.x + ((head.y - y) / size.y) * dot.y;
    return along / (dot.x ** 2 + dot.y ** 2);
  });
  return Math.min(...gone);
}

/** Least squares of one axis of the head over both axes of the dot. */
function agreementOf(seen: readonly Turned[], dots: readonly Dot[], axis: 'x' | 'y'): Agreement {
  const head = seen.map((one) => one[axis]);
  const whole = byDot(head, dots);
  const other = axis === 'x' ? 'y' : 'x';
  return {
    size: whole[axis],
    across: whole[other],
    explained: whole.explained,
  };
}

function byDot(values: readonly number[], dots: readonly Dot[]) {
  const mean = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;
  const [v, p, q] = [mean(values), mean(dots.map(({ x }) => x)), mean(dots.map(({ y }) => y))];
  let xx = 0;
  let yy = 0;
  let xy = 0;
  let vx = 0;
  let vy = 0;
  let vv = 0;
  dots.forEach((dot, index) => {
    const [x, y, value] = [dot.x - p, dot.y - q, values[index]! - v];
    xx += x * x;
    yy += y * y;
    xy += x * y;
    vx += value * x;
    vy += value * y;
    vv += value * value;
  });
  const spread = xx * yy - xy * xy;
  const x = (vx * yy - vy * xy) / spread;
  const y = (vy * xx - vx * xy) / spread;
  return { x, y, explained: (x * vx + y * vy) / vv };
}

/** Share of the dot's moves in which the head moves the same way, by at least a part of the distance. */
function glidingOf(seen: readonly Turned[], dotOf: (at: number) => Dot, size: Dot): number {
  const limits = trajectoryLimits.gliding;
  let moving = 0;
  let along = 0;
  for (let index = 1; index < seen.length; index += 1) {
    const [head, headBefore] = [seen[index]!, seen[index - 1]!];
    const [dot, dotBefore] = [dotOf(head.at), dotOf(headBefore.at)];
    const way = { x: dot.x - dotBefore.x, y: dot.y - dotBefore.y };
    const length = Math.hypot(way.x, way.y);
    if (length < limits.dot) continue;
    moving += 1;
    const gone =
      (((head.x - headBefore.x) / size.x) * way.x + ((head.y - headBefore.y) / size.y) * way.y) /
      length;
    if (gone >= limits.head * length) along += 1;
  }
  return along / moving;
}

function gapsOf(seen: readonly Turned[]): { gap: number; frames: number } {
  const gaps = seen.slice(1).map(({ at }, index) => at - seen[index]!.at);
  const usual = [...gaps].sort((a, b) => a - b)[gaps.length >> 1] ?? 0;
  const longest = Math.max(0, ...gaps);
  const { ms, times } = trajectoryLimits.gap;
  // Where every frame is slow, a long gap is usual.
  return { gap: longest <= times * usual ? Math.min(longest, ms) : longest, frames: seen.length };
}
