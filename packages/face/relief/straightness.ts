import { Matrix, solve } from 'ml-matrix';
import { median } from './median.ts';

/** A place, and how far it is beside its line. Lengths are in distances between the eyes. */
export interface BesidePlace {
  across: number;
  down: number;
  beside: number;
}

/**
 * Returns how far places deviate from one smooth tilt of their lines. Whatever rigs see, moved ones too, one thing in space
 * has a small deviation; two pictures of different moments or faces have a large one.
 */
export function deviationFromTilt(places: readonly BesidePlace[]): number {
  const rows = places.map(({ across, down }) => [1, across, down]);
  if (rows.length < 10) return Infinity;
  const seen = Matrix.columnVector(places.map(({ beside }) => beside));
  const tilt = solve(new Matrix(rows), seen, true).getColumn(0);
  const errors = places.map(({ beside }, at) =>
    Math.abs(beside - rows[at]!.reduce((sum, value, i) => sum + value * tilt[i]!, 0)),
  );
  return 1.48 * median(errors);
}
