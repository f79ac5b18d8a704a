import { inverse, Matrix } from 'ml-matrix';
import { median } from './median.ts';

/** Number of fits. Each gives less weight to places that the previous fit did not explain (Tukey). */
const rounds = 5;
/** Weights are zero from `times` the median error, which counts as at least `error` (distances between the eyes). */
const tolerance = { times: 5, error: 0.003 } as const;

/** A place of a face. Lengths are in distances between the eyes. */
export interface ReliefPlace {
  /** From the middle of the eyes, in the upright face. */
  across: number;
  down: number;
  /** Height of a nose there, 0 to 1. */
  nose: number;
  /** Shift between the pictures along the line between the cameras: near places have more. */
  shift: number;
}

/** Where eyes, cheeks and mouth are, in distances between the eyes from the middle between them. */
const inner = { across: 0.8, up: -0.3, down: 1.2 } as const;

/** Whether a place belongs to the middle of the face or its nose. */
export function isInner({ across, down }: Pick<ReliefPlace, 'across' | 'down'>): boolean {
  return Math.abs(across) < inner.across && down > inner.up && down < inner.down;
}

export interface ReliefFit {
  /** Shift of the nose's tip against an evenly bent face. */
  nose: number;
  /** Standard error of `nose`. */
  error: number;
  /** The same against a face that is folded along the nose. */
  beyondFold: number;
  /** Shift of the middle against places that lie one distance to both sides of it, without the nose. */
  bend: number;
  /** Share of the places that the fit explains. */
  agreement: number;
}

/**
 * Fits an evenly bent sheet and a nose to the places, then a folded sheet and a nose. The shift of a flat sheet is a plane
 * exactly, which is what one homography says; that of tubes, balls and curved screens is nearly quadratic. So only what
 * stands out where a nose does counts as one.
 *
 * @returns null where the places do not determine it
 */
export function fitRelief(places: readonly ReliefPlace[]): ReliefFit | null {
  const bent = fitSheet(places, ({ across: x, down: y }) => [1, x, y, x * x, x * y, y * y]);
  // A head is no fold: this only takes off what a fold explains.
  const folded = fitSheet(places, ({ across: x, down: y }) => {
    return [1, x, y, x * x, x * y, y * y, Math.abs(x)];
  });
  if (!bent || !folded) return null;
  const { nose, error, agreement, sheet } = bent;
  return { nose, error, agreement, bend: -sheet[3]!, beyondFold: folded.nose };
}

/** The columns of a sheet at a place. */
type Sheet = (place: ReliefPlace) => number[];

interface SheetFit {
  sheet: number[];
  nose: number;
  error: number;
  agreement: number;
}

function fitSheet(places: readonly ReliefPlace[], sheet: Sheet): SheetFit | null {
  const rows = places.map((place) => [...sheet(place), place.nose]);
  const seen = places.map(({ shift }) => shift);
  let weights = rows.map(() => 1);
  for (let round = 0; ; round += 1) {
    const fit = leastSquares(rows, seen, weights);
    if (!fit) return null;
    const errors = rows.map((row, at) =>
      Math.abs(row.reduce((sum, value, i) => sum + value * fit.values[i]!, 0) - seen[at]!),
    );
    if (round === rounds) return conclude(fit, errors, weights);
    const end = tolerance.times * Math.max(tolerance.error, median(errors));
    weights = errors.map((error) => (error < end ? (1 - (error / end) ** 2) ** 2 : 0));
  }
}

interface Fitted {
  values: number[];
  /** The diagonal of the inverse of the normal matrix: the variance of each value for errors of 1. */
  variances: number[];
}

function conclude(
  { values, variances }: Fitted,
  errors: readonly number[],
  weights: readonly number[],
): SheetFit | null {
  let squares = 0;
  let total = 0;
  let kept = 0;
  errors.forEach((error, at) => {
    squares += weights[at]! * error * error;
    total += weights[at]!;
    if (weights[at]! > 0) kept += 1;
  });
  const nose = values.at(-1)!;
  const error = Math.sqrt((squares / Math.max(1, total - values.length)) * variances.at(-1)!);
  if (!Number.isFinite(nose) || !Number.isFinite(error)) return null;
  return { sheet: values.slice(0, -1), nose, error, agreement: kept / weights.length };
}

function leastSquares(
  rows: readonly number[][],
  seen: readonly number[],
  weights: readonly number[],
): Fitted | null {
  const columns = rows[0]?.length ?? 0;
  const square = Matrix.zeros(columns, columns);
  const wanted = Matrix.zeros(columns, 1);
  rows.forEach((row, at) => {
    for (let one = 0; one < columns; one += 1) {
      const value = weights[at]! * row[one]!;
      wanted.set(one, 0, wanted.get(one, 0) + value * seen[at]!);
      for (let other = 0; other < columns; other += 1) {
        square.set(one, other, square.get(one, other) + value * row[other]!);
      }
    }
  });
  // Places on one line leave the fit undetermined; this keeps the result finite.
  for (let at = 0; at < columns; at += 1) square.set(at, at, square.get(at, at) + 1e-9);
  try {
    const inverted = inverse(square);
    return { values: inverted.mmul(wanted).getColumn(0), variances: inverted.diagonal() };
  } catch {
    return null;
  }
}
