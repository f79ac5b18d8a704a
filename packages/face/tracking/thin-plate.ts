import { Matrix, solve } from 'ml-matrix';
import type { Point } from '../analysis.ts';

/**
 * Returns a thin-plate spline, which interpolates the values at the given places.
 * @param give how far the spline may miss them, so that two values at one place cause no error
 */
export function thinPlate(
  places: readonly Point[],
  values: readonly (readonly number[])[],
  give: number,
): (at: Point) => number[] {
  const count = places.length;
  const system = Matrix.zeros(count + 3, count + 3);
  places.forEach((one, row) => {
    places.forEach((other, column) => system.set(row, column, bump(one, other)));
    system.set(row, row, give);
    [1, one.x, one.y].forEach((value, column) => {
      system.set(row, count + column, value);
      system.set(count + column, row, value);
    });
  });
  const none = (values[0] ?? []).map(() => 0);
  const solution = solve(
    system,
    new Matrix([...values.map((each) => [...each]), none, none, none]),
  );
  const weightsOfAxes = none.map((_, axis) => solution.getColumn(axis));
  return (at) => {
    const bumps = places.map((one) => bump(one, at));
    return weightsOfAxes.map((weights) => {
      const plane = weights[count]! + weights[count + 1]! * at.x + weights[count + 2]! * at.y;
      return bumps.reduce((sum, value, index) => sum + weights[index]! * value, plane);
    });
  };
}

function bump(one: Point, other: Point): number {
  const square = (one.x - other.x) ** 2 + (one.y - other.y) ** 2;
  return square === 0 ? 0 : square * Math.log(square);
}
