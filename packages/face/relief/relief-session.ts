import { fitToRig, type RigFault, type RigFit } from './fit-rig.ts';
import type { RigTally } from './knocked.ts';
import type { PairFault, PairMeasure } from './pair-measure.ts';
import { fitRelief, noseBeyondFold, type ReliefFit, type ReliefPlace } from './relief-fit.ts';
import type { RigGeometry } from './rig-geometry.ts';

/**
 * The limits, in distances between the eyes: how far the nose stands out of an evenly bent face, less two of its standard
 * errors, and of a folded one; and how far places that are one distance beside the middle lie behind it. `share`: the nose
 * stands out by so much of that, because a sharp fold beside the middle has cheeks that lie far back, and hardly a nose. A
 * flat picture has about 0 of all, and a tube no nose. See lab/measurements/two-cameras.md.
 */
const reliefLimits = { nose: 0.055, beyondFold: 0.03, bend: 0.12, share: 0.22 } as const;

/** Pairs that fit before anything is said. */
const pairsNeeded = 7;
/** Pairs that are judged together: the latest. More would say little more, and take the event loop longer. */
const mostTogether = 12;

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

/**
 * What the places show. `doubtful`: the face has the shape of a head, but the nose stands out by no more than places that
 * were followed wrongly may explain, or by little for how far the cheeks lie back.
 */
type MeasuredShape = 'alive' | 'doubtful' | 'flat';

/** The answer of a session so far. */
export type ReliefAnswer =
  /** `nose` and `bend` are of the latest pairs that fit, together. */
  | { outcome: MeasuredShape; nose: number; bend: number; pairs: number }
  /** `fault` is the most frequent one, null before any. */
  | { outcome: 'not_measured'; fault: ReliefFault | null; pairs: number };

/**
 * Judges the pairs of one capture. Two cameras see a head's nose and cheeks shift against each other, and a picture as one
 * flat sheet. One fit to the places of at least seven pairs decides; pairs that do not fit the cameras count for nothing.
 */
export class ReliefSession {
  readonly #rig: RigGeometry;
  /** The places of the latest pairs that fit. */
  readonly #places: ReliefPlace[][] = [];
  #fitCount = 0;
  #relief: (ReliefFit & { shape: MeasuredShape }) | null = null;
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
    else this.#fitTogether(fit!.places);
    if (fit?.isOneThing && isMisfit(fit)) this.#misfits += 1;
    return fit;
  }

  get answer(): ReliefAnswer {
    const pairs = this.#fitCount;
    const relief = this.#relief;
    if (!relief) return { outcome: 'not_measured', fault: this.#mostFrequentFault(), pairs };
    const { shape, nose, bend } = relief;
    return { outcome: shape, nose, bend, pairs };
  }

  /** For `isKnocked`, at the end of the capture. */
  get tally(): RigTally {
    return { fits: this.#fitCount, misfits: this.#misfits };
  }

  #fitTogether(places: ReliefPlace[]): void {
    this.#fitCount += 1;
    this.#places.push(places);
    if (this.#places.length > mostTogether) this.#places.shift();
    if (this.#fitCount < pairsNeeded) return;
    const together = this.#places.flat();
    const relief = fitRelief(together);
    this.#relief = relief && { ...relief, shape: shapeOf(relief, together) };
  }

  #mostFrequentFault(): ReliefFault | null {
    let found: ReliefFault | null = null;
    for (const [fault, count] of this.#faults) {
      if (!found || count > this.#faults.get(found)!) found = fault;
    }
    return found;
  }
}

function shapeOf({ nose, error, bend }: ReliefFit, places: readonly ReliefPlace[]): MeasuredShape {
  const beyondFold = noseBeyondFold(places) ?? 0;
  const isHead = nose >= reliefLimits.nose && bend >= reliefLimits.bend && beyondFold > 0;
  if (!isHead) return 'flat';
  const isCertain =
    nose - 2 * error >= reliefLimits.nose &&
    nose >= reliefLimits.share * bend &&
    beyondFold >= reliefLimits.beyondFold;
  return isCertain ? 'alive' : 'doubtful';
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
