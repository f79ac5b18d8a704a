import { inverse, Matrix } from 'ml-matrix';

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
  /** Shift between the pictures along the line between the cameras, from any middle: near places have more. */
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
  /** Shift of the middle against places that lie one distance to both sides of it, without the nose. */
  bend: number;
}

/** The columns of an evenly bent sheet and a nose at a place. */
function bentColumns({ across: x, down: y, nose }: ReliefPlace): number[] {
  return [nose, 1, x, y, x * x, x * y, y * y];
}
const columnOf = { nose: 0, bend: 4 } as const;

/**
 * Fits an evenly bent sheet and a nose to the places. The shift of a flat sheet is a plane exactly, which is what one
 * homography says; that of tubes, balls and curved screens is nearly quadratic. So only what stands out where a nose does
 * counts as one.
 *
 * @returns null where the places do not determine it
 */
export function fitRelief(places: readonly ReliefPlace[]): ReliefFit | null {
  const fit = fitSheet(places, bentColumns);
  if (!fit) return null;
  const { values, error } = fit;
  return { nose: values[columnOf.nose]!, error, bend: -values[columnOf.bend]! };
}

/**
 * Fits a sheet that is folded along the nose, and a nose. A head is no fold: this only takes off what a fold explains.
 *
 * @returns how far the nose stands out of that sheet; null where the places do not tell
 */
export function noseBeyondFold(places: readonly ReliefPlace[]): number | null {
  const fit = fitSheet(places, (place) => [...bentColumns(place), Math.abs(place.across)]);
  return fit?.values[columnOf.nose] ?? null;
}

interface SheetFit {
  values: readonly number[];
  /** Standard error of the nose. */
  error: number;
}

function fitSheet(
  places: readonly ReliefPlace[],
  columnsAt: (place: ReliefPlace) => number[],
): SheetFit | null {
  const table = tableOf(places, columnsAt);
  const weights = new Float64Array(places.length).fill(1);
  for (let round = 0; ; round += 1) {
    const fit = leastSquares(table, weights);
    if (!fit) return null;
    const errors = errorsOf(table, fit.values);
    if (round === rounds) return conclude(fit, errors, weights);
    const end = tolerance.times * Math.max(tolerance.error, medianOf(errors));
    errors.forEach((error, at) => {
      weights[at] = error < end ? (1 - (error / end) ** 2) ** 2 : 0;
    });
  }
}

/** What is fitted: a row of columns for each place, and its shift. In flat arrays, because it is thousands of numbers. */
interface PlaceTable {
  columns: number;
  rows: Float64Array;
  shifts: Float64Array;
}

function tableOf(
  places: readonly ReliefPlace[],
  columnsAt: (place: ReliefPlace) => number[],
): PlaceTable {
  const columns = places[0] ? columnsAt(places[0]).length : 0;
  const rows = new Float64Array(columns * places.length);
  places.forEach((place, at) => rows.set(columnsAt(place), columns * at));
  return { columns, rows, shifts: Float64Array.from(places, ({ shift }) => shift) };
}

function errorsOf({ columns, rows, shifts }: PlaceTable, values: readonly number[]): Float64Array {
  return shifts.map((shift, at) => {
    let sum = -shift;
    for (let i = 0; i < columns; i += 1) sum += rows[columns * at + i]! * values[i]!;
    return Math.abs(sum);
  });
}

/** A typed array sorts several times faster than `median` does. */
function medianOf(errors: Float64Array): number {
  return errors.toSorted()[errors.length >> 1] ?? 0;
}

interface Fitted {
  values: number[];
  /** The diagonal of the inverse of the normal matrix: the variance of each value for errors of 1. */
  variances: number[];
}

function conclude(
  { values, variances }: Fitted,
  errors: Float64Array,
  weights: Float64Array,
): SheetFit | null {
  let squares = 0;
  let total = 0;
  errors.forEach((error, at) => {
    squares += weights[at]! * error * error;
    total += weights[at]!;
  });
  const nose = values[columnOf.nose]!;
  const variance = variances[columnOf.nose]!;
  const error = Math.sqrt((squares / Math.max(1, total - values.length)) * variance);
  if (!Number.isFinite(nose) || !Number.isFinite(error)) return null;
  return { values, error };
}

function leastSquares({ columns, rows, shifts }: PlaceTable, weights: Float64Array): Fitted | null {
  const square = Array.from({ length: columns }, () => new Float64Array(columns));
  const wanted = new Float64Array(columns);
  for (let at = 0; at < shifts.length; at += 1) {
    const start = columns * at;
    for (let one = 0; one < columns; one += 1) {
      const value = weights[at]! * rows[start + one]!;
      const row = square[one]!;
      wanted[one]! += value * shifts[at]!;
      for (let other = 0; other <= one; other += 1) row[other]! += value * rows[start + other]!;
    }
  }
  for (let one = 0; one < columns; one += 1) {
    for (let other = 0; other < one; other += 1) square[other]![one] = square[one]![other]!;
    // Places on one line leave the fit undetermined; this keeps the result finite.
    square[one]![one]! += 1e-9;
  }
  try {
    const inverted = inverse(new Matrix(square));
    return {
      values: inverted.mmul(Matrix.columnVector(wanted)).getColumn(0),
      variances: inverted.diagonal(),
    };
  } catch {
    return null;
  }
}
