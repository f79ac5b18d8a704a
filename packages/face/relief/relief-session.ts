import { fitToRig, type RigFault, type RigFit } from './fit-rig.ts';
import type { RigTally } from './knocked.ts';
import { median } from './median.ts';
import type { PairFault, PairMeasure } from './pair-measure.ts';
import type { RigGeometry } from './rig-geometry.ts';

/**
 * The limits, in distances between the eyes: how far the nose stands out of an evenly bent face and of a folded one, and how
 * far places that are one distance beside its middle lie behind it. The nose also stands out by `errors` of its standard
 * errors. A flat picture has about 0 of both, and a tube of the first. At the median of a drawn sequence, the nose of a flat
 * picture is 0.07 at most, and that of an adult 0.06 at least. See lab/measurements/two-cameras.md.
 */
const reliefLimits = { nose: 0.075, beyondFold: 0.03, bend: 0.15, errors: 2 } as const;

/** Pairs that fit before anything is said, and before a face is called flat. */
const pairsNeeded = { alive: 5, flat: 8 } as const;

export type ReliefFault =
  | PairFault
  | RigFault
  /** The head turned between the two pictures; a film of a head that turns would have relief by that alone. */
  | 'moving';

/** When the pair was taken, and how the left face was turned. */
export interface PairMoment {
  /** Milliseconds of any clock; only differences count. */
  at: number;
  /** Milliseconds between the two pictures, of any sign. */
  apartMs: number;
  /** Degrees, of the left face (`QualityMeasures.headPose`). */
  yaw: number;
  pitch: number;
}

/**
 * Limits for a head that turns between the two pictures of a pair. `share`: how far it may turn, as a share of the angle
 * between the two views. A film of a head that turns so far shows a nose of 0.04 distances between the eyes. `known`: how many
 * milliseconds apart two pairs may be that tell the speed of the turn. `together`: pictures that are at most so many
 * milliseconds apart show one moment.
 */
const stillness = { share: 0.13, known: 500, together: 8 } as const;

/** The answer of a session so far. */
export type ReliefAnswer =
  /** `nose` and `bend` are medians of the pairs that fit. */
  | { outcome: 'alive' | 'flat'; nose: number; bend: number; pairs: number }
  /** `fault` is the most frequent one, null before any. */
  | { outcome: 'not_measured'; fault: ReliefFault | null; pairs: number };

/**
 * Judges the pairs of one capture. Two cameras see a head's nose and cheeks shift against each other, and a picture as one
 * flat sheet. The median shift of at least five pairs decides; pairs that do not fit the cameras count for nothing.
 */
export class ReliefSession {
  readonly #rig: RigGeometry;
  readonly #fits: RigFit[] = [];
  readonly #faults = new Map<ReliefFault, number>();
  #misfits = 0;
  #before: PairMoment | null = null;

  constructor(rig: RigGeometry) {
    this.#rig = rig;
  }

  /**
   * Adds a pair, in the order of time.
   *
   * @returns how the pair fits the cameras; null where it was not measured
   */
  add(measure: PairMeasure, moment: PairMoment): RigFit | null {
    const turned = turnBetween(this.#before, moment);
    this.#before = moment;
    const fit = measure.measured ? fitToRig(measure, this.#rig) : null;
    const isStill = fit !== null && turned <= stillness.share * (this.#rig.baseline / fit.distance);
    const fault = !measure.measured ? measure.fault : isStill ? fit.fault : 'moving';
    if (fault) this.#faults.set(fault, (this.#faults.get(fault) ?? 0) + 1);
    else this.#fits.push(fit!);
    if (fit?.isOneThing && isMisfit(fit)) this.#misfits += 1;
    return fit;
  }

  get answer(): ReliefAnswer {
    const pairs = this.#fits.length;
    const [nose, beyondFold, bend, error] = (['nose', 'beyondFold', 'bend', 'error'] as const).map(
      (name) => median(this.#fits.map((fit) => fit[name])),
    ) as [number, number, number, number];
    const isCertain = nose >= reliefLimits.errors * error;
    const isHead =
      nose >= reliefLimits.nose &&
      beyondFold >= reliefLimits.beyondFold &&
      bend >= reliefLimits.bend;
    if (pairs >= pairsNeeded.alive && isHead && isCertain) {
      return { outcome: 'alive', nose, bend, pairs };
    }
    if (isHead && pairs >= pairsNeeded.alive) {
      return { outcome: 'not_measured', fault: 'too_uncertain', pairs };
    }
    if (pairs >= pairsNeeded.flat) return { outcome: 'flat', nose, bend, pairs };
    return { outcome: 'not_measured', fault: this.#mostFrequentFault(), pairs };
  }

  /** For `isKnocked`, at the end of the capture. */
  get tally(): RigTally {
    return { fits: this.#fits.length, misfits: this.#misfits };
  }

  #mostFrequentFault(): ReliefFault | null {
    let found: ReliefFault | null = null;
    for (const [fault, count] of this.#faults) {
      if (!found || count > this.#faults.get(found)!) found = fault;
    }
    return found;
  }
}

function isMisfit({ fault }: RigFit): boolean {
  return fault === 'beside' || fault === 'torn' || fault === 'wrong_size';
}

/** The angle, in radians, by which the head turned between the two pictures; infinite where that is not known. */
function turnBetween(before: PairMoment | null, moment: PairMoment): number {
  const apart = Math.abs(moment.apartMs);
  if (apart <= stillness.together) return 0;
  const elapsed = before ? moment.at - before.at : Infinity;
  if (!before || !(elapsed > 0 && elapsed <= stillness.known)) return Infinity;
  const degrees = Math.hypot(moment.yaw - before.yaw, moment.pitch - before.pitch);
  return (Math.PI / 180) * degrees * (apart / elapsed);
}
