import type { Point } from '../../../vision/analysis.ts';
import { distance, fivePoints } from '../../../vision/landmarks.ts';

/** Landmarks with the middle of the eyes at (0, 0) and the image-right eye at (0.5, 0). */
export type Shape = readonly Point[];

export function shapeOf(landmarks: readonly Point[]): Shape {
  const [left, right] = fivePoints(landmarks);
  const across = { x: right.x - left.x, y: right.y - left.y };
  const square = across.x ** 2 + across.y ** 2;
  return landmarks.map((point) => {
    const x = point.x - (left.x + right.x) / 2;
    const y = point.y - (left.y + right.y) / 2;
    return { x: (x * across.x + y * across.y) / square, y: (y * across.x - x * across.y) / square };
  });
}

export function meanShape(shapes: readonly Shape[]): Shape {
  const share = 1 / shapes.length;
  return shapes[0]!.map((_, index) => ({
    x: shapes.reduce((sum, shape) => sum + shape[index]!.x * share, 0),
    y: shapes.reduce((sum, shape) => sum + shape[index]!.y * share, 0),
  }));
}

/** Height of the narrower eye's opening against its width. */
export function lidOpening(landmarks: readonly Point[]): number {
  const eye = (first: number) => {
    const at = (index: number) => landmarks[first + index]!;
    return (distance(at(1), at(5)) + distance(at(2), at(4))) / 2 / distance(at(0), at(3));
  };
  return Math.min(eye(36), eye(42));
}
