import { Matrix, solve } from 'ml-matrix';
import { median } from './median.ts';
import type { ReliefPlace } from './relief-fit.ts';

/** Regions of a face whose relief is told apart. */
export const faceRegions = ['nose', 'forehead', 'chin', 'left', 'right'] as const;
export type FaceRegion = (typeof faceRegions)[number];

/** Where eyes, cheeks and mouth are, in distances between the eyes from the middle between them. */
const inner = { across: 0.9, up: -0.45, down: 1.45 } as const;
/** From this share of a nose's height, a place belongs to it. */
const leastNose = 0.4;
/** Places without which there is no plane. */
const fewest = 8;

/** Whether a place belongs to the middle of the face or its nose. */
export function isInner({ across, down }: Pick<ReliefPlace, 'across' | 'down'>): boolean {
  return Math.abs(across) < inner.across && down > inner.up && down < inner.down;
}

function regionOf(place: ReliefPlace): FaceRegion | null {
  if (place.nose >= leastNose) return 'nose';
  if (isInner(place)) return null;
  if (place.down <= inner.up) return 'forehead';
  if (place.down >= inner.down) return 'chin';
  return place.across < 0 ? 'left' : 'right';
}

/**
 * Returns how far each region stands out of the plane through eyes, cheeks and mouth, in distances between the eyes.
 *
 * @param angle between the two views
 */
export function heightsOf(
  places: readonly ReliefPlace[],
  angle: number,
): Partial<Record<FaceRegion, number>> {
  const plane = planeThrough(places.filter((place) => regionOf(place) === null));
  if (!plane) return {};
  const heights: Partial<Record<FaceRegion, number>> = {};
  for (const region of faceRegions) {
    const inside = places.filter((place) => regionOf(place) === region);
    if (inside.length === 0) continue;
    heights[region] = median(inside.map((place) => (place.shift - plane(place)) / angle));
  }
  return heights;
}

/** The plane through the shifts of these places, by least squares; null of too few places. */
function planeThrough(places: readonly ReliefPlace[]): ((at: ReliefPlace) => number) | null {
  if (places.length < fewest) return null;
  const rows = new Matrix(places.map(({ across, down }) => [1, across, down]));
  const seen = Matrix.columnVector(places.map(({ shift }) => shift));
  const [level, right, below] = solve(rows, seen, true).getColumn(0) as [number, number, number];
  return ({ across, down }) => level + right * across + below * down;
}
