import { Matrix, solve } from 'ml-matrix';
import { placesOf, type FaceTracks, type TrackedPlace } from './pair-measure.ts';
import { median } from './median.ts';
import { fitRelief, isInner } from './relief-fit.ts';
import { sightingBy, type RigGeometry, type RigPose } from './rig-geometry.ts';

/** Why the cameras could not be learned. */
export type LearnFault =
  /** Too few pairs in which the face could be followed. */
  | 'too_few_pairs'
  /** Nothing stands out as a nose does. The person is a flat picture, or the two pictures show different things. */
  | 'no_relief'
  /** The person stood at one distance only; they should step nearer and back. */
  | 'too_little_movement'
  /** The pairs do not agree with each other: something moved, or the pictures are not of one moment. */
  | 'misfit';

export type LearnedRig =
  | { learned: true; rig: RigGeometry }
  | { learned: false; fault: LearnFault };

/** What is asked of the pairs. */
const learnLimits = {
  pairs: 10,
  /** Largest distance between the eyes against the smallest one: from 50 to 65 cm is 1.3. */
  movement: 1.2,
  /** In distances between the eyes. */
  misfit: 0.03,
  /** Share of a mean nose. */
  nose: { least: 0.3, most: 2.5 },
  /** Distance between the cameras by the nose alone, in distances between the eyes: 6 cm are 1. */
  apart: 0.25,
} as const;

/** Pairs and places of each that are used at most, evenly taken. */
const most = { pairs: 40, places: 40 } as const;
/** Expected deviations, in distances between the eyes: of a place, and of a whole face that moves between the pictures. */
const expected = { place: 0.01, face: 0.04, size: 0.05 } as const;
/** How far usual rigs are from two equal cameras side by side that look ahead (radians, shares of the baseline). */
const usual = { roll: 0.06, pitch: 0.1, yaw: 0.15, down: 0.5, forward: 0.2, zoom: 0.05 } as const;
/** Deviation of the logarithm of one person's nose from a mean one. */
const noseSpread = 0.35;
const rounds = 25;
/** How far a mean nose stands out, in distances between the eyes. */
const usualNose = 0.28;

interface LearnPair {
  eyes: number;
  places: TrackedPlace[];
  /** The angle between the views by the nose, if it stands out as a mean one does; negative: the cameras are swapped. */
  angle: number;
}

/**
 * Learns how two cameras see each other from pairs of one person who looks into them, moves a little, and steps nearer
 * and back. Solves for six numbers of the right camera's pose and for the distance between the cameras (Levenberg and
 * Marquardt). Three conditions hold: every place lies on its epipolar line, a face of twice the size is twice as near, and the
 * nose is about as long as a mean one.
 */
export function learnRig(measures: readonly FaceTracks[]): LearnedRig {
  const pairs = evenly(measures, most.pairs).flatMap((tracks) => learnPairOf(tracks) ?? []);
  if (pairs.length < learnLimits.pairs) return { learned: false, fault: 'too_few_pairs' };
  const sizes = pairs.map(({ eyes }) => eyes).toSorted((one, other) => one - other);
  const at = (share: number) => sizes[Math.round(share * (sizes.length - 1))]!;
  if (at(0.95) < learnLimits.movement * at(0.05)) {
    return { learned: false, fault: 'too_little_movement' };
  }
  const slope = median(pairs.map(({ angle, eyes }) => angle / eyes));
  if (!(Math.abs(slope) >= learnLimits.apart)) return { learned: false, fault: 'no_relief' };
  const side = slope > 0 ? 1 : -1;
  const found = solveRig(pairs, side, Math.abs(slope));
  const rig = toRig(pairs, found, Math.abs(slope));
  if (!(rig.misfit <= learnLimits.misfit)) return { learned: false, fault: 'misfit' };
  const { least, most: highest } = learnLimits.nose;
  if (!(rig.nose >= least && rig.nose <= highest)) return { learned: false, fault: 'no_relief' };
  return { learned: true, rig };
}

function evenly<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, at) => items[Math.floor((at * items.length) / count)]!);
}

/** Without knowing the cameras, the shift is taken from side to side; that is nearly so for any rig. */
function learnPairOf(tracks: FaceTracks): LearnPair | null {
  const all = placesOf(tracks);
  const eyes = (tracks.eyes.left + tracks.eyes.right) / 2;
  const fit = fitRelief(
    all
      .filter(isInner)
      .map(({ x, rightX, ...place }) => ({ ...place, shift: (x - rightX) / eyes })),
  );
  return fit && { eyes, places: evenly(all, most.places), angle: fit.nose / usualNose };
}

/** The unknowns: six of the pose, and the logarithm of the baseline. */
type Unknowns = number[];

function poseOf([roll, pitch, yaw, down, forward, zoom]: Unknowns, side: 1 | -1): RigPose {
  return {
    roll: roll!,
    pitch: pitch!,
    yaw: yaw!,
    side,
    down: down!,
    forward: forward!,
    zoom: zoom!,
  };
}

function solveRig(pairs: readonly LearnPair[], side: 1 | -1, slope: number) {
  const errorsAt = (unknowns: Unknowns) => errorsOf(pairs, unknowns, side, slope);
  let unknowns: Unknowns = [0, 0, firstYaw(pairs, side, slope), 0, 0, 0, Math.log(slope)];
  let errors = errorsAt(unknowns);
  let damping = 1e-2;
  for (let round = 0; round < rounds; round += 1) {
    const step = 1e-5;
    const columns = unknowns.map((_, index) => {
      const moved = unknowns.with(index, unknowns[index]! + step);
      const then = errorsAt(moved);
      return then.map((error, at) => (error - errors[at]!) / step);
    });
    const jacobian = new Matrix(columns).transpose();
    const square = columns.length;
    const normal = jacobian.transpose().mmul(jacobian);
    const gradient = jacobian.transpose().mmul(Matrix.columnVector(errors));
    for (let at = 0; at < square; at += 1) {
      normal.set(at, at, normal.get(at, at) * (1 + damping));
    }
    const move = solve(normal, gradient).getColumn(0);
    const next = unknowns.map((value, index) => value - move[index]!);
    const nextErrors = errorsAt(next);
    const better = sumOfSquares(nextErrors) < sumOfSquares(errors);
    damping *= better ? 0.3 : 10;
    if (!better) continue;
    const gain = 1 - sumOfSquares(nextErrors) / sumOfSquares(errors);
    [unknowns, errors] = [next, nextErrors];
    if (gain < 1e-6) break;
  }
  return { pose: poseOf(unknowns, side), baseline: Math.exp(unknowns[6]!) };
}

/** The toe-in that makes the nearness of the faces what their relief says. */
function firstYaw(pairs: readonly LearnPair[], side: 1 | -1, slope: number): number {
  return median(
    pairs.map(({ eyes, places }) => {
      const shift = median(places.map(({ x, rightX }) => x - rightX));
      return side * slope * eyes - shift;
    }),
  );
}

/** Each in its expected deviation. Large errors count less (Huber), because some places are followed wrongly. */
function errorsOf(
  pairs: readonly LearnPair[],
  unknowns: Unknowns,
  side: 1 | -1,
  slope: number,
): number[] {
  const pose = poseOf(unknowns, side);
  const baseline = Math.exp(unknowns[6]!);
  const sight = sightingBy(pose);
  const errors: number[] = [];
  for (const { eyes, places } of pairs) {
    const seen = places.map(({ x, y, rightX, rightY }) => sight(x, y, rightX, rightY));
    const mean = seen.reduce((sum, { beside }) => sum + beside, 0) / seen.length;
    for (const { beside } of seen) errors.push(gentle((beside - mean) / (expected.place * eyes)));
    errors.push(gentle(mean / (expected.face * eyes)));
    const nearness = median(seen.map((one) => one.nearness));
    const wanted = baseline * eyes;
    errors.push(
      gentle((nearness - wanted) / Math.hypot(expected.size * wanted, expected.face * eyes)),
    );
  }
  errors.push((Math.log(slope) - unknowns[6]!) / noseSpread);
  const { roll, pitch, yaw, down, forward, zoom } = pose;
  const own = { roll, pitch, yaw, down, forward, zoom };
  for (const name of Object.keys(usual) as (keyof typeof usual)[]) {
    errors.push(own[name] / usual[name]);
  }
  return errors;
}

function gentle(error: number): number {
  const size = Math.abs(error);
  return size <= 2 ? error : Math.sign(error) * Math.sqrt(4 * size - 4);
}

function sumOfSquares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

function toRig(
  pairs: readonly LearnPair[],
  { pose, baseline }: { pose: RigPose; baseline: number },
  slope: number,
): RigGeometry {
  const sight = sightingBy(pose);
  const besides = pairs.flatMap(({ eyes, places }) => {
    const all = places.map((p) => sight(p.x, p.y, p.rightX, p.rightY).beside / eyes);
    const middle = median(all);
    return all.map((one) => Math.abs(one - middle));
  });
  return {
    version: 1,
    ...pose,
    baseline,
    misfit: 1.48 * median(besides),
    nose: slope / baseline,
  };
}
