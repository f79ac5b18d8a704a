import { median } from './median.ts';
import { placesOf, type FaceTracks } from './pair-measure.ts';
import { isInner, type ReliefPlace } from './relief-fit.ts';
import { sightingBy, type RigGeometry } from './rig-geometry.ts';
import { deviationFromTilt } from './straightness.ts';

/** Why a pair does not fit the cameras, or says too little. None of these is evidence of life. */
export type RigFault =
  /** The right picture shows the face beside the line on which it must be. */
  | 'beside'
  /** The places of the face do not lie on their lines together: the pictures do not show one thing. */
  | 'torn'
  /** The distance by the two cameras does not go with the size of the face. */
  | 'wrong_size'
  /** Too few places of the middle of the face lie on their lines. */
  | 'too_uncertain';

/** A pair's face as the two cameras see it. Lengths are in distances between the eyes, of which a face has 2.2. */
export interface RigFit {
  fault: RigFault | null;
  /** How far the whole face is beside its line: a head that moves between the two pictures is, by a little. */
  offset: number;
  /** Deviation of the places from their lines, without `offset`. */
  spread: number;
  /** Whether the places lie on lines of any two cameras: the pictures show one thing at one moment. */
  isOneThing: boolean;
  /** Distance between the eyes, in those of the person with whom the rig was learned. */
  size: number;
  /** Distance of the face from the left camera. */
  distance: number;
  /** The places of the middle of the face that lie on their lines; the shift is how far each is before their middle. */
  places: ReliefPlace[];
}

/** What still fits. Lengths are in distances between the eyes. */
const rigLimits = {
  /** A head that moves up at 10 cm/s moves so far in the 60 ms between two pictures. */
  offset: 0.1,
  /** Genuine pairs: see lab/measurements/two-cameras.md. */
  spread: 0.016,
  /** The same, after an even tilt is taken off, as a moved camera has it. */
  tilted: 0.016,
  /** Children beside adults, and heads that are turned. */
  size: { least: 0.6, most: 1.6 },
} as const;

/** Beside its line by more than this, without the offset of all, a place was followed wrongly. */
const strayed = 0.06;
const fewest = 25;

/** Compares a pair with what was learned of the cameras, and places its face by them. */
export function fitToRig(tracks: FaceTracks, rig: RigGeometry): RigFit {
  const sight = sightingBy(rig);
  const eyes = (tracks.eyes.left + tracks.eyes.right) / 2;
  const seen = placesOf(tracks).map(({ x, y, rightX, rightY, ...place }) => {
    const { nearness, beside } = sight(x, y, rightX, rightY);
    return { ...place, shift: nearness / eyes, beside: beside / eyes };
  });
  const offset = median(seen.map(({ beside }) => beside));
  const spread = 1.48 * median(seen.map(({ beside }) => Math.abs(beside - offset)));
  const inner = seen.filter((place) => Math.abs(place.beside - offset) < strayed && isInner(place));
  const middle = median(inner.map(({ shift }) => shift));
  const angle = eyes * middle;
  const found: Omit<RigFit, 'fault'> = {
    offset,
    spread,
    isOneThing: deviationFromTilt(seen) <= rigLimits.tilted,
    size: (eyes * rig.baseline) / angle,
    distance: rig.baseline / angle,
    places: inner.map((place) => ({ ...place, shift: (place.shift - middle) / angle })),
  };
  return { ...found, fault: faultOf(found) };
}

function faultOf({ offset, spread, size, places }: Omit<RigFit, 'fault'>): RigFault | null {
  if (!(spread <= rigLimits.spread)) return 'torn';
  if (!(Math.abs(offset) <= rigLimits.offset)) return 'beside';
  if (!(size >= rigLimits.size.least && size <= rigLimits.size.most)) return 'wrong_size';
  return places.length < fewest ? 'too_uncertain' : null;
}
