import type { Box } from './analysis.ts';

/** The square of the box's height around its centre, which the models after the detector expect. */
export function squareOf(box: Box): Box {
  const side = box.height;
  return { x: box.x + (box.width - side) / 2, y: box.y, width: side, height: side };
}

/** The box grown around its centre. */
export function scaleBox(box: Box, factor: number): Box {
  const width = box.width * factor;
  const height = box.height * factor;
  return {
    x: box.x - (width - box.width) / 2,
    y: box.y - (height - box.height) / 2,
    width,
    height,
  };
}

/** The part of the box that lies inside a picture. */
export function clip(box: Box, picture: { width: number; height: number }): Box {
  const x = Math.max(0, box.x);
  const y = Math.max(0, box.y);
  return {
    x,
    y,
    width: Math.max(0, Math.min(picture.width, box.x + box.width) - x),
    height: Math.max(0, Math.min(picture.height, box.y + box.height) - y),
  };
}

/** The box moved, not cut, to lie inside the picture; shrunk only where it is larger than that. */
export function shiftInside(box: Box, picture: { width: number; height: number }): Box {
  const factor = Math.min(1, picture.width / box.width, picture.height / box.height);
  const fitting = scaleBox(box, factor);
  return {
    ...fitting,
    x: Math.min(Math.max(0, fitting.x), picture.width - fitting.width),
    y: Math.min(Math.max(0, fitting.y), picture.height - fitting.height),
  };
}

/** Area of the intersection over area of the union, 0 to 1. */
export function overlap(one: Box, other: Box): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (one.width * one.height + other.width * other.height - shared);
}
