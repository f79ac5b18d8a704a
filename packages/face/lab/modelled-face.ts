import type { FacePatch, Parallax } from '../analysis.ts';
import { parallaxOf } from '../tracking/parallax.ts';
import type { HeadInFrame } from './head-model.ts';

// What the pixels of a modelled head would show.

/** Returns the parallax as if the texture at each landmark had been followed. */
export function modelledParallax(from: FacePatch, to: FacePatch): Parallax | null {
  return parallaxOf(
    from,
    from.landmarks.map(({ x, y }, index) => ({ x, y, found: to.landmarks[index]! })),
  );
}

/** How far a head turns that follows the dot, in degrees. */
const reach = { yaw: 16, pitch: 11 };

/** The pose of a head that points to the dot. */
export function pointingTo(dot: { x: number; y: number }): HeadInFrame {
  return { yaw: reach.yaw * dot.x, pitch: reach.pitch * dot.y };
}
